import {
  create,
  type DescMessage,
  fromBinary,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { appendHeaders, ConnectError } from "@connectrpc/connect";
import {
  errorFromJsonBytes,
  trailerDemux,
  validateResponseWithCompression,
} from "@connectrpc/connect/protocol-connect";
import { checkAnswer } from "../decode/check-answer.ts";
import { shortError } from "../decode/short-error.ts";
import { unreadableAnswer } from "../decode/unreadable-answer.ts";
import { hostAndPort } from "../host-and-port.ts";
import type {
  InstanceTransport,
  OpenConnections,
  Target,
  TransportOptions,
} from "../instance-transport.ts";
import { networkError } from "../network-error.ts";
import { ping } from "../ping.ts";
import { openStockTransport } from "../stock-transport.ts";
import { createStrictPool } from "../strict/strict-pool.ts";
import type { Answer } from "./exchange.ts";
import { methodPath } from "./method-path.ts";
import { plainHeaders } from "./plain-headers.ts";
import { toHeaders } from "./to-headers.ts";
import { UnaryAnswer } from "./unary-answer.ts";

/**
 * The longest that a connection may idle. If the server's `keep-alive: timeout` is shorter, Node's
 * agent closes the connection a second before that: a request that is sent while the server closes
 * the connection would be lost, and nobody could tell whether it was processed.
 */
const IDLE_MS = 60_000;

/**
 * Opens the transport to an instance that makes unary calls at the least cost: the Connect protocol
 * in binary over kept HTTP/1.1 connections, one for each call in flight. Streams take connect-node
 * and HTTP/2.
 */
export function openFastTransport(
  target: Target,
  options: TransportOptions = {},
): InstanceTransport {
  const { readMaxBytes = 16 * 2 ** 20 } = options;
  const { host, port } = hostAndPort(target.address);
  const pool = createStrictPool(host, port, IDLE_MS);
  let streams: InstanceTransport | undefined;

  return {
    async unary(method, signal, timeoutMs, init, input) {
      const body = toBinary(method.input, create(method.input, input));
      const headers = plainHeaders(init);
      headers["content-type"] = "application/proto";
      headers["content-length"] = String(body.byteLength);
      headers["connect-protocol-version"] = "1";
      if (timeoutMs !== undefined) headers["connect-timeout-ms"] = String(timeoutMs);
      const limits = { timeoutMs, signal, maxBytes: readMaxBytes };
      const answer = await pool
        .exchange({ path: methodPath(method), headers, body, ...limits })
        .catch((reason) => {
          throw reason instanceof ConnectError ? reason : networkError(target, reason);
        });
      return new UnaryAnswer(method, read(method.output, answer), answer.rawHeaders);
    },
    stream(...call) {
      streams ??= openStockTransport(target, options);
      return streams.stream(...call);
    },
    ping: (signal) => ping(target.address, signal),
    close() {
      pool.close();
      streams?.close?.();
    },
    connections() {
      const unary = pool.connections();
      const { active, idle } = streams?.connections?.() ?? NONE;
      return { active: unary.active + active, idle: unary.idle + idle };
    },
  };
}

const NONE: OpenConnections = { active: 0, idle: 0 };

/** Returns the answer's message. If the answer is an error, throws it as connect-es would. */
function read<O extends DescMessage>(
  output: O,
  { status, type, encoding, rawHeaders, body }: Answer,
): MessageShape<O> {
  const plain = type === "application/proto" && !encoding;
  if (status !== 200 || !plain) {
    const all = toHeaders(rawHeaders);
    try {
      const verdict = validateResponseWithCompression("unary", [], true, status, all);
      if (verdict.isUnaryError) {
        const metadata = appendHeaders(...trailerDemux(all));
        throw errorFromJsonBytes(shortError(body), metadata, verdict.unaryError);
      }
    } catch (reason) {
      // A handler that passes it on must not pass on that server's headers.
      throw Object.assign(ConnectError.from(reason), { isWireError: true });
    }
  }
  checkAnswer(output, body);
  try {
    // Unknown fields are of no use here, and each that is kept costs 200 bytes.
    return fromBinary(output, body, { readUnknownFields: false });
  } catch (reason) {
    throw unreadableAnswer(output, reason);
  }
}
