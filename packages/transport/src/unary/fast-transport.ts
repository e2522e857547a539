import { Agent } from "node:http";
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { appendHeaders, Code, ConnectError, createContextValues } from "@connectrpc/connect";
import { createMethodUrl, runUnaryCall } from "@connectrpc/connect/protocol";
import {
  contentTypeUnaryProto,
  errorFromJsonBytes,
  headerContentType,
  headerProtocolVersion,
  headerTimeout,
  headerUnaryContentLength,
  protocolVersion,
  trailerDemux,
  validateResponseWithCompression,
} from "@connectrpc/connect/protocol-connect";
import { hostAndPort } from "../host-and-port.ts";
import type { InstanceTransport, Target, TransportOptions } from "../instance-transport.ts";
import { networkError } from "../network-error.ts";
import { ping } from "../ping.ts";
import { openStockTransport } from "../stock-transport.ts";
import { type Answer, exchange } from "./exchange.ts";
import { toHeaders } from "./to-headers.ts";
import { UnaryAnswer } from "./unary-answer.ts";

/**
 * The longest that a connection may idle. With it, Node's agent also closes one a second
 * before the server's `keep-alive: timeout` is over: a request sent as the server closes
 * the connection would be lost, and nobody could tell whether it was processed.
 */
const IDLE_MS = 60_000;

/**
 * Opens the way to an instance for unary calls at the least cost: the Connect protocol in
 * binary over HTTP/1.1 connections that are kept alive, one for each call in flight.
 * Streams go over HTTP/2 with connect-node.
 */
export function openFastTransport(
  target: Target,
  options: TransportOptions = {},
): InstanceTransport {
  const { interceptors = [], readMaxBytes = 16 * 2 ** 20 } = options;
  const { host, port } = hostAndPort(target.address);
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  let streams: InstanceTransport | undefined;

  async function send<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    message: MessageShape<I>,
    header: Headers,
    timeoutMs: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<UnaryAnswer<I, O>> {
    const body = toBinary(method.input, message);
    const headers: Record<string, string | number> = {};
    header.forEach((value, name) => {
      headers[name] = value;
    });
    headers[headerContentType] = contentTypeUnaryProto;
    headers[headerUnaryContentLength] = body.byteLength;
    headers[headerProtocolVersion] = protocolVersion;
    if (timeoutMs !== undefined) headers[headerTimeout] = timeoutMs;
    const answer = await exchange({
      agent,
      host,
      port,
      path: createMethodUrl("/", method),
      headers,
      body,
      timeoutMs,
      signal,
      maxBytes: readMaxBytes,
    }).catch((reason) => {
      throw reason instanceof ConnectError ? reason : networkError(target, reason);
    });
    const output = read(method.output, answer);
    return new UnaryAnswer(method, output, answer.head.rawHeaders);
  }

  return {
    async unary(method, signal, timeoutMs, init, input, contextValues) {
      const message = create(method.input, input);
      if (interceptors.length === 0) {
        const header = init instanceof Headers ? init : new Headers(init);
        return send(method, message, header, timeoutMs, signal);
      }
      return runUnaryCall({
        ...(signal !== undefined && { signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        interceptors: [...interceptors],
        req: {
          stream: false,
          service: method.parent,
          method,
          requestMethod: "POST",
          url: createMethodUrl(`http://${target.address}`, method),
          // A copy, for interceptors may change it.
          header: new Headers(init),
          contextValues: contextValues ?? createContextValues(),
          message,
        },
        next: (req) => send(req.method, req.message, req.header, timeoutMs, req.signal),
      });
    },
    stream(...call) {
      streams ??= openStockTransport(target, options);
      return streams.stream(...call);
    },
    ping: (signal) => ping(target.address, signal),
    close() {
      agent.destroy();
      streams?.close?.();
    },
  };
}

/** Returns the answer's message, or throws the error that it is, as connect-es reads them. */
function read<O extends DescMessage>(output: O, { head, body }: Answer): MessageShape<O> {
  const { statusCode = 0, headers } = head;
  const plain = headers["content-type"] === contentTypeUnaryProto && !headers["content-encoding"];
  if (statusCode !== 200 || !plain) {
    const all = toHeaders(head.rawHeaders);
    const verdict = validateResponseWithCompression("unary", [], true, statusCode, all);
    if (verdict.isUnaryError) {
      const metadata = appendHeaders(...trailerDemux(all));
      throw errorFromJsonBytes(body, metadata, verdict.unaryError);
    }
  }
  try {
    return fromBinary(output, body);
  } catch (cause) {
    const message = `cannot parse the answer as ${output.typeName}`;
    throw new ConnectError(message, Code.Internal, undefined, undefined, cause);
  }
}
