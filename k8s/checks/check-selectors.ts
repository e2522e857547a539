import {
  type Labels,
  matches,
  ofKind,
  type Resource,
  type Selector,
  selected,
  title,
  workloads,
} from "./resource.ts";

/**
 * Returns a line for each selector or name that leads nowhere: a workload that would not own
 * its pods, a Service or policy that selects none, a claim, account, Role or scale target
 * that is not there.
 */
export function checkSelectors(resources: readonly Resource[]): readonly string[] {
  return [
    ...workloadProblems(resources),
    ...selectorProblems(resources),
    ...referenceProblems(resources),
  ];
}

function* workloadProblems(resources: readonly Resource[]): Iterable<string> {
  for (const workload of workloads(resources)) {
    const { selector, template } = workload.spec;
    const wanted = selector.matchLabels ?? {};
    if (Object.keys(wanted).length === 0) yield `${title(workload)} selects every pod`;
    if (!matches(template.metadata.labels, wanted)) {
      yield `${title(workload)} does not select its own pods`;
    }
    if (selected(resources, wanted).length > 1) {
      yield `${title(workload)} selects the pods of another`;
    }
    for (const { labelSelector } of template.spec.topologySpreadConstraints ?? []) {
      if (!same(labelSelector?.matchLabels, wanted)) {
        yield `${title(workload)} spreads over other pods than its own`;
      }
    }
  }
}

interface Selecting extends Resource {
  readonly spec: {
    readonly selector?: Selector & Labels;
    readonly podSelector?: Selector;
    readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[] }[];
  };
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

function* selectorProblems(resources: readonly Resource[]): Iterable<string> {
  const found = (selector: Selector | undefined) =>
    selected(resources, selector?.matchLabels).length;
  for (const service of ofKind<Selecting>(resources, "Service")) {
    if (selected(resources, service.spec.selector).length !== 1) {
      yield `${title(service)} does not select the pods of exactly one workload`;
    }
  }
  for (const budget of ofKind<Selecting>(resources, "PodDisruptionBudget")) {
    if (found(budget.spec.selector) !== 1) {
      yield `${title(budget)} does not select the pods of exactly one workload`;
    }
  }
  for (const policy of ofKind<Selecting>(resources, "NetworkPolicy")) {
    if (found(policy.spec.podSelector) === 0) yield `${title(policy)} selects no pod`;
    const peers = [
      ...(policy.spec.ingress ?? []).flatMap(({ from = [] }) => from),
      ...(policy.spec.egress ?? []).flatMap(({ to = [] }) => to),
    ];
    for (const { podSelector, namespaceSelector } of peers) {
      if (namespaceSelector === undefined && found(podSelector) === 0) {
        yield `${title(policy)} names a peer that selects no pod`;
      }
    }
  }
}

interface Referring extends Resource {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly kind: string; readonly name: string }[];
  readonly spec: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
  };
}

function* referenceProblems(resources: readonly Resource[]): Iterable<string> {
  const missing = ({ kind, name }: { kind: string; name: string }) =>
    !ofKind(resources, kind).some(({ metadata }) => metadata.name === name);
  for (const workload of workloads(resources)) {
    const { serviceAccountName: name = "default", volumes = [] } = workload.spec.template.spec;
    if (missing({ kind: "ServiceAccount", name })) {
      yield `${title(workload)} runs as "${name}", which is no ServiceAccount here`;
    }
    for (const { persistentVolumeClaim: claim } of volumes) {
      if (claim && missing({ kind: "PersistentVolumeClaim", name: claim.claimName })) {
        yield `${title(workload)} mounts "${claim.claimName}", which is no claim here`;
      }
    }
  }
  for (const binding of ofKind<Referring>(resources, "RoleBinding")) {
    for (const target of [binding.roleRef, ...binding.subjects]) {
      if (missing(target)) {
        yield `${title(binding)} names ${target.kind} "${target.name}", which is not here`;
      }
    }
  }
  for (const scaler of ofKind<Referring>(resources, "HorizontalPodAutoscaler")) {
    const target = scaler.spec.scaleTargetRef;
    if (missing(target)) {
      yield `${title(scaler)} scales ${target.kind} "${target.name}", which is not here`;
    }
  }
}

function same(a: Labels | undefined = {}, b: Labels = {}): boolean {
  return matches(a, b) && matches(b, a);
}
