import type { DescMethod } from "@bufbuild/protobuf";
import { callPath } from "./call-path.ts";

/** Returns the path of an RPC's page: the service, and behind it the path that calls of it have. */
export function rpcPath(service: string, { name, parent }: DescMethod): string {
  return `${callPath(service)}/${parent.typeName}/${name}`;
}
