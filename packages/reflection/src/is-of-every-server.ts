import type { DescService } from "@bufbuild/protobuf";

/** Whether a service is about its server, as health and reflection: any gRPC server may have it. */
export function isOfEveryServer({ typeName }: Pick<DescService, "typeName">): boolean {
  return typeName.startsWith("grpc.");
}
