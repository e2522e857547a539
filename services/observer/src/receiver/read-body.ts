import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ConnectError } from "@connectrpc/connect";
import { unpackRoom } from "@hipstershop/service";

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
    return await unpackRoom.unpack(MAX_UNPACKED_BYTES, () =>
      promisify(gunzip)(sent, { maxOutputLength: MAX_UNPACKED_BYTES }),
    );
  } catch (error) {
    if (error instanceof ConnectError) throw new BodyError(503, error.rawMessage);
    const tooLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const status = tooLong ? 413 : 400;
    throw new BodyError(status, tooLong ? "the request unpacks to too much" : "this is no gzip");
  }
}
