import { matches, ofKind, type Resource, type Selector, title, workloads } from "./resource.ts";

interface NetworkPolicy extends Resource {
  readonly spec: { readonly podSelector: Selector; readonly egress?: readonly Egress[] };
}

interface Egress {
  readonly to?: readonly { readonly namespaceSelector?: Selector }[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}

/**
 * Returns a line for each workload that NetworkPolicies let call something and do not let ask
 * the cluster's DNS, by UDP and TCP, where that is: it would find nothing that it calls by name.
 */
export function checkDns(resources: readonly Resource[]): readonly string[] {
  const policies = ofKind<NetworkPolicy>(resources, "NetworkPolicy");
  return workloads(resources).flatMap((workload) => {
    const rules = policies
      .filter(({ spec }) =>
        matches(workload.spec.template.metadata.labels, spec.podSelector.matchLabels),
      )
      .flatMap(({ spec }) => spec.egress ?? []);
    if (rules.length === 0 || ["UDP", "TCP"].every((protocol) => asks(rules, protocol))) return [];
    return [`Policies let ${title(workload)} call, but not ask DNS where`];
  });
}

function asks(rules: readonly Egress[], wanted: string): boolean {
  return rules.some(
    // A rule without peers, or without ports, allows them all.
    ({ to = [], ports = [] }) =>
      (to.length === 0 || to.some(({ namespaceSelector }) => isSystem(namespaceSelector))) &&
      (ports.length === 0 ||
        ports.some(({ port, protocol = "TCP" }) => port === 53 && protocol === wanted)),
  );
}

/** Whether this selects the namespace of the cluster's DNS. */
function isSystem(selector: Selector | undefined): boolean {
  return selector?.matchLabels?.["kubernetes.io/metadata.name"] === "kube-system";
}
