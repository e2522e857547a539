import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { createTransport } from "@connectrpc/connect/protocol-connect";
import { createNodeHttpClient, Http2SessionManager } from "@connectrpc/connect-node";
import { withCheckedAnswers } from "./decode/with-checked-answers.ts";
import type { InstanceTransport, Target, TransportOptions } from "./instance-transport.ts";
import { networkError } from "./network-error.ts";
import { ping } from "./ping.ts";
import { UnreachedError } from "./unreached-error.ts";

/**
 * Opens the transport to an instance with connect-node: the Connect protocol in binary over
 * cleartext HTTP/2, all calls on one connection.
 */
export function openStockTransport(
  target: Target,
  { readMaxBytes = 16 * 2 ** 20 }: TransportOptions = {},
): InstanceTransport {
  const baseUrl = `http://${target.address}`;
  const sessions = new Http2SessionManager(baseUrl);
  const sessionManager = withoutUncaught(sessions);
  const httpClient = createNodeHttpClient({
    httpVersion: "2",
    sessionProvider: () => sessionManager,
  });
  const open = (method: DescMethod) =>
    createTransport({
      baseUrl,
      httpClient: withCheckedAnswers(httpClient, method, readMaxBytes),
      useBinaryFormat: true,
      // Unknown fields are of no use here, and each that is kept costs 200 bytes.
      binaryOptions: { readUnknownFields: false },
      interceptors: [],
      // Within a machine or a cluster, to compress a message costs more than to send it.
      acceptCompression: [],
      sendCompression: null,
      compressMinBytes: 0,
      readMaxBytes,
      writeMaxBytes: MOST_BYTES,
    });
  return {
    unary: (method, signal, ...rest) =>
      open(method)
        .unary(method, signal, ...rest)
        .catch((reason) => {
          throw explain(reason, target, signal);
        }),
    stream: (method, signal, ...rest) =>
      open(method)
        .stream(method, signal, ...rest)
        .catch((reason) => {
          throw explain(reason, target, signal);
        }),
    ping: (signal) => ping(target.address, signal),
    close: () => sessions.abort(),
    connections() {
      const state = sessions.state();
      const isActive = state === "open" || state === "verifying";
      return { active: isActive ? 1 : 0, idle: state === "idle" ? 1 : 0 };
    },
  };
}

/** The longest message that the length before it can say. */
const MOST_BYTES = 2 ** 32 - 1;

/**
 * Returns the manager with a listener for the errors of its sessions. It removes its own listener
 * when it closes a session: an error that comes after that would end the process.
 */
function withoutUncaught(
  sessions: Http2SessionManager,
): Pick<Http2SessionManager, "authority" | "request" | "notifyResponseByteRead"> {
  return {
    authority: sessions.authority,
    async request(...request) {
      const stream = await sessions.request(...request);
      const { session } = stream;
      if (session && !session.listeners("error").includes(ignore)) session.on("error", ignore);
      return stream;
    },
    notifyResponseByteRead: (stream) => sessions.notifyResponseByteRead(stream),
  };
}

function ignore() {}

/**
 * Turns an error of connect-node into one that InstanceTransport promises. For a broken connection
 * connect-node has several codes ("canceled", "aborted", "internal"), by what Node noticed first.
 */
function explain(reason: unknown, target: Target, signal: AbortSignal | undefined) {
  const error = ConnectError.from(reason);
  // A handler that passes it on must not pass on that server's headers.
  if (!error.metadata.keys().next().done) error.isWireError = true;
  if (error.isWireError || signal?.aborted || error.code === Code.DeadlineExceeded) return error;
  if (error.rawMessage.includes("REFUSED_STREAM")) {
    const message = `${target.id} at ${target.address} refused the call`;
    const cause = new UnreachedError(error.rawMessage, { cause: error });
    return new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
  }
  const cause = rootCause(error);
  const fromNode = "code" in cause && typeof cause.code === "string";
  const lost = [Code.Canceled, Code.Aborted, Code.Unavailable].includes(error.code);
  return lost || fromNode ? networkError(target, cause) : error;
}

/** Returns the first cause: Node's own error, if there is one. */
function rootCause(error: ConnectError): Error {
  let cause: Error = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  return cause;
}
