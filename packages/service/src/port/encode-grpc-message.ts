/**
 * Returns a text as the header `grpc-message` carries it: percent-encoded in UTF-8 is what
 * is not printable ASCII, and "%" (gRPC over HTTP/2, Responses), besides spaces at either
 * end, which HTTP would drop. To encode more does harm: grpc-js reads the header with
 * `decodeURI`, which leaves "%2C" and its like as they are.
 */
export function encodeGrpcMessage(text: string): string {
  return text.toWellFormed().replace(/[^ -$&-~]+|^ +| +$/g, encodeURIComponent);
}
