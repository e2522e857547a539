import { Code, ConnectError } from "@connectrpc/connect";
import type { EndpointSet } from "./endpoint-set.ts";

/** Returns the error of a call for which there is no instance. */
export function noInstance(service: string, endpoints: EndpointSet): ConnectError {
  const { registry } = endpoints.resolution;
  return new ConnectError(`no instance of "${service}" found by ${registry}`, Code.Unavailable);
}
