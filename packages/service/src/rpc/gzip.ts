import { Code, ConnectError } from "@connectrpc/connect";
import type { Compression } from "@connectrpc/connect/protocol";
import { compressionGzip } from "@connectrpc/connect-node";
import { unpackRoom } from "./unpack-room.ts";

/**
 * The compression of requests, and of answers to callers that ask for it. A request that is not
 * gzip, or is cut off, is INVALID_ARGUMENT; connect-node says INTERNAL for some of them. A
 * request that unpacks to more than the limit is RESOURCE_EXHAUSTED, and is unpacked no further.
 * So is one that waited too long for room to be unpacked.
 */
export const gzip: Compression = {
  ...compressionGzip,
  decompress: async (bytes, readMaxBytes) => {
    const statedBytes = statedLength(bytes);
    if (statedBytes >= readMaxBytes) return unpack(bytes, readMaxBytes);
    return unpack(bytes, Math.max(1, statedBytes)).catch((reason: ConnectError) => {
      if (!(reason.cause instanceof RangeError)) throw reason;
      // The stated length is wrong, or only that of the last of several members.
      return unpack(bytes, readMaxBytes);
    });
  },
};

function unpack(bytes: Uint8Array, maxBytes: number) {
  return unpackRoom.unpack(maxBytes, () =>
    compressionGzip.decompress(bytes, maxBytes).catch((reason: ConnectError) => {
      if (reason.code === Code.ResourceExhausted) throw reason;
      throw new ConnectError("cannot decompress the request", Code.InvalidArgument);
    }),
  );
}

/** The length of what was compressed, as the last four bytes say (RFC 1952 section 2.3.1). */
function statedLength(bytes: Uint8Array): number {
  if (bytes.byteLength < 4) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 4).getUint32(0, true);
}
