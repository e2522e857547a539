import { Code, ConnectError } from "@connectrpc/connect";
import type { Compression } from "@connectrpc/connect/protocol";
import { compressionGzip } from "@connectrpc/connect-node";

/**
 * The compression of requests, and of answers to callers that ask for it. A request that is not
 * gzip, or is cut off, is INVALID_ARGUMENT; connect-node says INTERNAL for some of them. A
 * request that unpacks to more than the limit is RESOURCE_EXHAUSTED, and is unpacked no further.
 */
export const gzip: Compression = {
  ...compressionGzip,
  decompress: (bytes, readMaxBytes) =>
    compressionGzip.decompress(bytes, readMaxBytes).catch((reason: ConnectError) => {
      if (reason.code === Code.ResourceExhausted) throw reason;
      throw new ConnectError("cannot decompress the request", Code.InvalidArgument);
    }),
};
