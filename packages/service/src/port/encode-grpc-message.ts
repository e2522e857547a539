/**
 * Returns a text in the encoding of the header `grpc-message` (gRPC over HTTP/2, Responses):
 * "%" and all that is not printable ASCII is percent-encoded in UTF-8. So are spaces at either
 * end, which HTTP would drop. Nothing else may be encoded: grpc-js decodes with `decodeURI`,
 * which leaves "%2C" as it is.
 */
export function encodeGrpcMessage(text: string): string {
  return text.toWellFormed().replace(/[^ -$&-~]+|^ +| +$/g, encodeURIComponent);
}
