import type { DescMethod } from "@bufbuild/protobuf";

/** Returns an RPC as a proto file declares it: "rpc Convert(CurrencyConversionRequest) returns (Money)". */
export function rpcDeclaration({ name, methodKind, input, output }: DescMethod): string {
  const incoming = methodKind === "client_streaming" || methodKind === "bidi_streaming";
  const outgoing = methodKind === "server_streaming" || methodKind === "bidi_streaming";
  return `rpc ${name}(${incoming ? "stream " : ""}${input.name}) returns (${outgoing ? "stream " : ""}${output.name})`;
}
