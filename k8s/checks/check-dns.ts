import { matches, ofKind, podMakers, type Resource, type Selector, title } from "./resource.ts";

interface NetworkPolicy extends Resource {
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly egress?: readonly Egress[];
  };
}

interface Egress {
  readonly to?: readonly { readonly namespaceSelector?: Selector }[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}

/**
 * Returns a line for each workload of the shop that NetworkPolicies restrict and do not let ask the
 * cluster's DNS, by UDP and TCP, where what it calls is; and one for each store that may ask: a
 * store calls nobody.
 */
export function checkDns(resources: readonly Resource[]): readonly string[] {
  const policies = ofKind<NetworkPolicy>(resources, "NetworkPolicy").filter(({ spec }) =>
    spec.policyTypes.includes("Egress"),
  );
  return podMakers(resources).flatMap((workload) => {
    const restricting = policies.filter(({ spec }) =>
      matches(workload.spec.template.metadata.labels, spec.podSelector.matchLabels),
    );
    if (restricting.length === 0) return [];
    const rules = restricting.flatMap(({ spec }) => spec.egress ?? []);
    const allowed = ["UDP", "TCP"].filter((protocol) => asks(rules, protocol));
    if (workload.kind === "StatefulSet") {
      return allowed.length === 0
        ? []
        : [`Policies let ${title(workload)} ask DNS; it calls nobody`];
    }
    return allowed.length === 2
      ? []
      : [`Policies do not let ${title(workload)} ask DNS where others are`];
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
