import { Code, ConnectError } from "@connectrpc/connect";
import { gzip } from "@hipstershop/service";

/** The longest request, in bytes, as it is sent. OTLP's own collector takes 4 MiB over gRPC. */
const MAX_SENT_BYTES = 4 * 1024 * 1024;

/** The longest request, in bytes, when it is unpacked. */
export const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

/** A body that is not taken in, with the HTTP status that says why. */
export class BodyError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a request's body, and unpacks it when there is room. Throws a BodyError when it is too long, no
 * gzip, or there was no room in time.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes = MAX_SENT_BYTES,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw new BodyError(413, `a request has at most ${maxBytes} bytes`);
    pieces.push(piece);
  }
  const sent = Buffer.concat(pieces);
  if (encoding === undefined || encoding === "identity") return sent;
  if (encoding !== "gzip") throw new BodyError(415, "a body is sent as it is, or in gzip");
  try {
    const { buffer, byteOffset, byteLength } = await gzip.decompress(sent, MAX_UNPACKED_BYTES);
    return Buffer.from(buffer, byteOffset, byteLength);
  } catch (reason) {
    const { code, cause, rawMessage } = ConnectError.from(reason);
    if (code === Code.InvalidArgument) throw new BodyError(400, "this is no gzip");
    if (cause instanceof RangeError) throw new BodyError(413, "the request unpacks to too much");
    throw new BodyError(503, rawMessage);
  }
}
