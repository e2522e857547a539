import { isDeepStrictEqual } from "node:util";
import { ofKind, type Resource, title, type Workload, workloads } from "./resource.ts";

interface Role extends Resource {
  readonly rules: readonly unknown[];
}

interface RoleBinding extends Resource {
  readonly subjects: readonly { readonly name: string }[];
}

/**
 * Returns a line for each right beyond list and watch on endpointslices, for each pod whose
 * token and right do not go together, and for each that has not just what its calls need: a
 * pod has both, and the label that lets it out, if it calls others, or none. `calls` has the
 * services that each service calls.
 */
export function checkRbac(
  resources: readonly Resource[],
  calls: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  return [
    ...roleProblems(resources),
    ...tokenProblems(resources),
    ...callProblems(resources, calls),
  ];
}

function* roleProblems(resources: readonly Resource[]): Iterable<string> {
  for (const wide of ofKind(resources, "ClusterRole", "ClusterRoleBinding")) {
    yield `${title(wide)} reaches beyond the namespace`;
  }
  for (const role of ofKind<Role>(resources, "Role")) {
    if (!isDeepStrictEqual(role.rules, RULES)) {
      yield `${title(role)} allows other things than list and watch on endpointslices`;
    }
  }
}

function* tokenProblems(resources: readonly Resource[]): Iterable<string> {
  const bound = new Set(
    ofKind<RoleBinding>(resources, "RoleBinding").flatMap(({ subjects }) =>
      subjects.map(({ name }) => name),
    ),
  );
  const accounts = new Map<string, Workload>();
  for (const workload of workloads(resources)) {
    const { serviceAccountName = "default", automountServiceAccountToken } =
      workload.spec.template.spec;
    const other = accounts.get(serviceAccountName);
    if (other) yield `${title(workload)} shares its account with ${title(other)}`;
    accounts.set(serviceAccountName, workload);
    const token = automountServiceAccountToken !== false;
    if (token && !bound.has(serviceAccountName))
      yield `${title(workload)} has a token it cannot use`;
    if (!token && bound.has(serviceAccountName)) yield `${title(workload)} has a Role and no token`;
  }
}

function* callProblems(
  resources: readonly Resource[],
  calls: ReadonlyMap<string, ReadonlySet<string>>,
): Iterable<string> {
  for (const workload of workloads(resources)) {
    const { metadata, spec } = workload.spec.template;
    const callees = [...(calls.get(workload.metadata.name) ?? [])];
    const token = spec.automountServiceAccountToken !== false;
    const label = metadata.labels["hipstershop/calls-others"] === "true";
    if (callees.length > 0 && !(token && label)) {
      yield `${title(workload)} calls ${callees.join(" and ")}, and lacks ../calls-others`;
    }
    if (callees.length === 0 && label)
      yield `${title(workload)} calls nobody, and has ../calls-others`;
  }
}

const RULES = [
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
];
