import type { EndpointSlice } from "./endpoint-slice.ts";

/** Returns the name of the Service that a slice belongs to. */
export function serviceOf({ metadata }: EndpointSlice): string | undefined {
  return metadata.labels?.["kubernetes.io/service-name"];
}
