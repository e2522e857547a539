import { Code, ConnectError } from "@connectrpc/connect";
import { printable } from "@hipstershop/registry";
import type { EndpointSet } from "./endpoint-set.ts";

/** Returns the error of a call for which there is no instance, with the registry's trouble. */
export function noInstance(service: string, endpoints: EndpointSet): ConnectError {
  const { resolution, trouble } = endpoints;
  const what = `no instance of "${service}" found by ${resolution.registry}`;
  const message = trouble ? `${what}: ${printable(trouble.message)}` : what;
  return new ConnectError(message, Code.Unavailable, undefined, undefined, trouble);
}
