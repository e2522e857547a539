import { encodeEnvelope } from "@connectrpc/connect/protocol";

/** A message as gRPC, gRPC-Web and Connect's streams send it: behind its length. */
export function frame(message: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeEnvelope(0, new Uint8Array(Buffer.from(message)));
}
