import { Code, ConnectError } from "@connectrpc/connect";
import type { Target } from "./instance-transport.ts";
import { OtherProtocolError } from "./other-protocol-error.ts";
import { UnreachedError } from "./unreached-error.ts";

/** Node's error of a connection that failed. */
interface NodeError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  /** The bytes that could not be parsed. */
  readonly rawPacket?: Buffer;
}

/**
 * Returns the error of a call whose connection failed: Unavailable. Its cause is an UnreachedError
 * if Node says that there never was a connection; one that broke later may have carried the
 * request. If the other side speaks another protocol, the error says so, and its cause is an
 * OtherProtocolError.
 */
export function networkError(target: Target, reason: NodeError): ConnectError {
  const where = `${target.id} at ${target.address}`;
  if (isUnreached(reason)) {
    const cause = new UnreachedError(reason.message, { cause: reason });
    return unavailable(`cannot reach ${where}`, cause);
  }
  const mismatch = mismatchOf(reason);
  if (mismatch === undefined) return unavailable(`lost the connection to ${where}`, reason);
  const message = `${where} ${mismatch}`;
  return unavailable(message, new OtherProtocolError(message, { cause: reason }));
}

function unavailable(message: string, cause: Error): ConnectError {
  return new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
}

/** A host with several addresses fails with an AggregateError: one error for each address. */
function isUnreached(reason: NodeError): boolean {
  if (reason instanceof AggregateError) return reason.errors.every(isUnreached);
  return reason.syscall === "connect" || reason.syscall === "getaddrinfo";
}

/** Says which protocol the other side speaks, if it is not the expected one. */
function mismatchOf({ code, message, rawPacket }: NodeError): string | undefined {
  switch (code) {
    case "HPE_INVALID_CONSTANT": {
      const found = rawPacket && isHttp2(rawPacket) ? "HTTP/2" : "something else";
      return `answers ${found} where Connect over HTTP/1.1 was expected`;
    }
    case "ERR_HTTP2_ERROR":
      // The connection began with something that is not HTTP/2's SETTINGS.
      return message === "Protocol error"
        ? "answers something else where Connect over HTTP/2 was expected"
        : undefined;
    default:
      return undefined;
  }
}

/**
 * An HTTP/2 server begins with the SETTINGS of the connection, without waiting for the client
 * (RFC 9113 sections 3.4 and 6.5). gRPC's own servers do so, for they speak only HTTP/2.
 */
function isHttp2(packet: Buffer): boolean {
  return packet.byteLength >= 9 && packet[3] === 4 && packet.readUInt32BE(5) === 0;
}
