import { joinAddress } from "../join-address.ts";
import type { Instance } from "../registry.ts";
import type { Endpoint, EndpointSlice } from "./endpoint-slice.ts";

/**
 * Returns the instances of one service, given all its slices, sorted by id. A pod is one
 * instance however many slices and address families it appears in, IPv4 first, and its id
 * is the pod's name.
 *
 * As kube-proxy does, it takes the endpoints that are ready, or where none is, those that
 * still serve while they terminate; and of these, if every one carries a zone hint, the
 * ones meant for this zone (Topology Aware Routing).
 */
export function instancesOf(
  service: string,
  slices: readonly EndpointSlice[],
  zone?: string,
): readonly Instance[] {
  const candidates = slices.toSorted(byFamily).flatMap((slice) => candidatesIn(service, slice));
  const ready = candidates.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  const usable = ready.length > 0 ? ready : candidates.filter(servesWhileTerminating);
  const instances = new Map<string, Instance>();
  for (const { instance } of preferZone(usable, zone)) {
    if (!instances.has(instance.id)) instances.set(instance.id, instance);
  }
  return [...instances.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface Candidate {
  readonly endpoint: Endpoint;
  readonly instance: Instance;
}

/** A pod of a dual-stack cluster has both families, so which one is taken only has to be steady. */
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

/** Where a Service has several ports, these names say which takes calls, the first that is there. */
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
  // One endpoint without a hint means that the hints are being changed: none counts then.
  if (zone === undefined || candidates.some((candidate) => hinted(candidate).length === 0)) {
    return candidates;
  }
  const near = candidates.filter((candidate) =>
    hinted(candidate).some(({ name }) => name === zone),
  );
  return near.length > 0 ? near : candidates;
}
