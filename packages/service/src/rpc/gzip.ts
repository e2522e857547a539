import { Code, ConnectError } from "@connectrpc/connect";
import type { Compression } from "@connectrpc/connect/protocol";
import { compressionGzip } from "@connectrpc/connect-node";

/**
 * The compression that is taken, and sent where it is asked for. A request that is no gzip,
 * or breaks off, is the caller's fault; connect-node takes some of it for the server's. One
 * that would become too long is RESOURCE_EXHAUSTED, and no more than the limit is unpacked.
 */
export const gzip: Compression = {
  ...compressionGzip,
  decompress: (bytes, readMaxBytes) =>
    compressionGzip.decompress(bytes, readMaxBytes).catch((reason: ConnectError) => {
      if (reason.code === Code.ResourceExhausted) throw reason;
      throw new ConnectError("cannot decompress the request", Code.InvalidArgument);
    }),
};
