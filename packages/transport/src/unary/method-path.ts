import type { DescMethod } from "@bufbuild/protobuf";
import { createMethodUrl } from "@connectrpc/connect/protocol";

const paths = new WeakMap<DescMethod, string>();

/** Returns the path of an RPC, "/hipstershop.CurrencyService/Convert". It makes each once. */
export function methodPath(method: DescMethod): string {
  let path = paths.get(method);
  if (path === undefined) {
    path = createMethodUrl("/", method);
    paths.set(method, path);
  }
  return path;
}
