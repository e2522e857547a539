import { Code, ConnectError } from "@connectrpc/connect";
import { createConnectTransport, Http2SessionManager } from "@connectrpc/connect-node";
import type { Instance } from "@hipstershop/registry";
import type { InstanceTransport } from "./instance-transport.ts";
import { ping } from "./ping.ts";
import { UnreachedError } from "./unreached-error.ts";

/**
 * Opens the way to an instance over HTTP/2 cleartext with connect-node: the Connect
 * protocol in binary, all calls on one connection.
 */
export function openStockTransport(instance: Instance): InstanceTransport {
  const baseUrl = `http://${instance.address}`;
  const sessionManager = new Http2SessionManager(baseUrl);
  const transport = createConnectTransport({
    baseUrl,
    httpVersion: "2",
    sessionManager,
    // Compressing what stays on a machine or in a cluster costs more than sending it.
    acceptCompression: [],
  });
  return {
    unary: (method, signal, ...rest) =>
      transport.unary(method, signal, ...rest).catch((reason) => {
        throw explain(reason, instance, signal);
      }),
    stream: (method, signal, ...rest) =>
      transport.stream(method, signal, ...rest).catch((reason) => {
        throw explain(reason, instance, signal);
      }),
    ping: (signal) => ping(instance.address, signal),
    close: () => sessionManager.abort(),
  };
}

/**
 * Turns what connect-node throws into what an InstanceTransport promises. connect-node
 * reports a lost connection under several codes ("canceled", "aborted", "internal")
 * depending on what Node noticed first.
 */
function explain(reason: unknown, instance: Instance, signal: AbortSignal | undefined) {
  const error = ConnectError.from(reason);
  const cause = networkCause(error);
  const answered = error.isWireError || [...error.metadata.keys()].length > 0;
  if (answered || signal?.aborted || error.code === Code.DeadlineExceeded) return error;
  if (cause?.syscall === "connect" || cause?.syscall === "getaddrinfo") {
    return unavailable(`cannot reach ${instance.id} at ${instance.address}`, error, true);
  }
  if (error.rawMessage.includes("REFUSED_STREAM")) {
    return unavailable(`${instance.id} at ${instance.address} refused the call`, error, true);
  }
  const lost = [Code.Canceled, Code.Aborted, Code.Unavailable].includes(error.code);
  if (lost || cause?.code !== undefined) {
    return unavailable(`lost the connection to ${instance.id} at ${instance.address}`, error);
  }
  return error;
}

function unavailable(message: string, cause: ConnectError, unreached = false): ConnectError {
  const why = unreached ? new UnreachedError(cause.rawMessage, { cause }) : cause;
  return new ConnectError(message, Code.Unavailable, undefined, undefined, why);
}

/** The error of Node at the bottom of it, if there is one. */
function networkCause(error: Error): NodeJS.ErrnoException | undefined {
  let cause = error.cause;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause : undefined;
}
