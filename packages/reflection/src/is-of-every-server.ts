import type { DescService } from "@bufbuild/protobuf";

/** Whether every gRPC server may have a service, as health and reflection: it is about the server. */
export function isOfEveryServer({ typeName }: Pick<DescService, "typeName">): boolean {
  return typeName.startsWith("grpc.");
}
