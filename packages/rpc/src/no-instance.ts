import { Code, ConnectError } from "@connectrpc/connect";
import { printable } from "@hipstershop/registry";
import type { Call } from "./call.ts";
import type { EndpointSet } from "./endpoint-set.ts";

/** Returns the error of a call for which there is no instance, with the registry's trouble. */
export function noInstance(
  { service, only }: Pick<Call, "service" | "only">,
  endpoints: EndpointSet,
): ConnectError {
  const { resolution, trouble } = endpoints;
  const wanted = only === undefined ? "" : ` "${only}"`;
  const what = `no instance${wanted} of "${service}" found by ${resolution.registry}`;
  const message = trouble ? `${what}: ${printable(trouble.message)}` : what;
  return new ConnectError(message, Code.Unavailable, undefined, undefined, trouble);
}
