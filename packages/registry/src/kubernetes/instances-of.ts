import { joinAddress } from "../join-address.ts";
import type { Instance } from "../registry.ts";
import type { Endpoint, EndpointSlice } from "./endpoint-slice.ts";

/**
 * Returns the instances of one service, given all its slices, sorted by id. A pod is one instance,
 * though it may be in several slices and address families; IPv4 is preferred. Its id is the pod's
 * name.
 *
 * It chooses as kube-proxy does: the endpoints that are ready, or where none is, those that
 * terminate and still serve; and of these, if each has a zone hint, the ones for this zone
 * (Topology Aware Routing).
 */
export function instancesOf(
  service: string,
  slices: readonly EndpointSlice[],
  zone?: string,
): readonly Instance[] {
  const candidates = slices.toSorted(byFamily).flatMap((slice) => candidatesIn(service, slice));
  const ready = candidates.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  const usable = ready.length > 0 ? ready : candidates.filter(servesWhileTerminating);
  // The last of an id wins: the first that was preferred.
  const preferred = preferZone(usable, zone).toReversed();
  const instances = new Map(preferred.map(({ instance }) => [instance.id, instance]));
  return [...instances.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface Candidate {
  readonly endpoint: Endpoint;
  readonly instance: Instance;
}

/** A pod of a dual-stack cluster has both families: one must always be taken. */
function byFamily(a: EndpointSlice, b: EndpointSlice): number {
  const order = ["IPv4", "IPv6", "FQDN"];
  return order.indexOf(a.addressType) - order.indexOf(b.addressType);
}

function candidatesIn(service: string, slice: EndpointSlice): Candidate[] {
  const port = portOf(slice);
  if (port === undefined) return [];
  const version = slice.metadata.labels?.["app.kubernetes.io/version"] ?? "";
  return (slice.endpoints ?? []).flatMap((endpoint) => {
    const [host] = endpoint.addresses;
    if (host === undefined) return [];
    const address = joinAddress(host, port);
    const pod = endpoint.targetRef?.kind === "Pod" ? endpoint.targetRef.name : undefined;
    const id = pod ?? `${service}-${address}`;
    return [{ endpoint, instance: { id, service, address, version, metadata: {} } }];
  });
}

/** Where a Service has several ports, the first of these names that it has takes the calls. */
const PORT_NAMES = ["rpc", "grpc", "http"];

function portOf(slice: EndpointSlice): number | undefined {
  const ports = (slice.ports ?? []).filter(({ protocol = "TCP" }) => protocol === "TCP");
  const named = PORT_NAMES.flatMap((name) => ports.filter((port) => port.name === name));
  return (named[0] ?? ports[0])?.port;
}

function servesWhileTerminating({ endpoint: { conditions } }: Candidate): boolean {
  return conditions?.terminating === true && conditions.serving !== false;
}

function preferZone(candidates: readonly Candidate[], zone: string | undefined) {
  const hinted = (candidate: Candidate) => candidate.endpoint.hints?.forZones ?? [];
  // One endpoint without a hint means that the hints are being changed: then none counts.
  if (zone === undefined || candidates.some((candidate) => hinted(candidate).length === 0)) {
    return candidates;
  }
  const near = candidates.filter((candidate) =>
    hinted(candidate).some(({ name }) => name === zone),
  );
  return near.length > 0 ? near : candidates;
}
