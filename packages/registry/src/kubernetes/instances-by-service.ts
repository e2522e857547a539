import type { Instance } from "../registry.ts";
import type { EndpointSlice } from "./endpoint-slice.ts";
import { instancesOf } from "./instances-of.ts";
import { serviceOf } from "./service-of.ts";

/** Returns the instances of each service that has a slice, as seen from a zone. */
export function instancesByService(
  slices: Iterable<EndpointSlice>,
  zone: string | undefined,
): ReadonlyMap<string, readonly Instance[]> {
  const groups = Map.groupBy(slices, serviceOf);
  const services = new Map<string, readonly Instance[]>();
  for (const [service, group] of groups) {
    // A slice without the name of its Service belongs to none.
    if (service !== undefined) services.set(service, instancesOf(service, group, zone));
  }
  return services;
}

/** Returns the zone in the endpoint of a pod, if it has one. */
export function zoneOf(pod: string, slices: Iterable<EndpointSlice>): string | undefined {
  for (const { endpoints } of slices) {
    const own = endpoints?.find(({ targetRef }) => targetRef?.name === pod);
    if (own?.zone !== undefined) return own.zone;
  }
  return undefined;
}
