import { isDeepStrictEqual } from "node:util";
import { ofKind, type Resource, title, type Workload, workloads } from "./resource.ts";

interface Role extends Resource {
  readonly rules: readonly unknown[];
}

interface RoleBinding extends Resource {
  readonly subjects: readonly { readonly name: string }[];
}

/**
 * Returns a line for each right beyond list and watch on endpointslices, and for each pod
 * whose token and right do not go together: a pod has both, to call others, or neither.
 */
export function checkRbac(resources: readonly Resource[]): readonly string[] {
  return [...roleProblems(resources), ...tokenProblems(resources)];
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

const RULES = [
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
];
