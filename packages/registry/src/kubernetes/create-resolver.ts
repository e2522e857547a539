import type { Instance } from "../registry.ts";
import type { EndpointSlice } from "./endpoint-slice.ts";
import { instancesOf } from "./instances-of.ts";

/** Turns the slices of the shop into instances by service. */
export type Resolver = (
  slices: ReadonlyMap<string, EndpointSlice>,
) => ReadonlyMap<string, readonly Instance[]>;

/**
 * Returns a resolver for the pod of this name. It works out anew only the services whose
 * slices changed since its last call; the others keep the same array. The pod's zone is
 * the one its own endpoint bears, so it need not be told.
 */
export function createResolver(podName: string): Resolver {
  let zone: string | undefined;
  let before = new Map<string, Resolved>();

  return (slices) => {
    const zoneBefore = zone;
    // A pod stays where it is, so once is enough.
    zone ??= zoneOf(podName, slices);
    const now = new Map<string, Resolved>();
    for (const [service, group] of byService(slices)) {
      const known = before.get(service);
      const same = known !== undefined && zone === zoneBefore && sameSlices(known.slices, group);
      const instances = same ? known.instances : instancesOf(service, group, zone);
      now.set(service, { slices: group, instances });
    }
    before = now;
    return new Map(now.entries().map(([service, { instances }]) => [service, instances]));
  };
}

interface Resolved {
  readonly slices: readonly EndpointSlice[];
  readonly instances: readonly Instance[];
}

function byService(slices: ReadonlyMap<string, EndpointSlice>): Map<string, EndpointSlice[]> {
  return Map.groupBy(
    // A slice without the name of its Service belongs to none.
    slices.values().filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] !== undefined),
    ({ metadata }) => metadata.labels?.[SERVICE_NAME] ?? "",
  );
}

function sameSlices(a: readonly EndpointSlice[], b: readonly EndpointSlice[]): boolean {
  return a.length === b.length && a.every((slice, index) => slice === b[index]);
}

function zoneOf(pod: string, slices: ReadonlyMap<string, EndpointSlice>): string | undefined {
  for (const { endpoints } of slices.values()) {
    const own = endpoints?.find(({ targetRef }) => targetRef?.name === pod);
    if (own?.zone !== undefined) return own.zone;
  }
  return undefined;
}

const SERVICE_NAME = "kubernetes.io/service-name";
