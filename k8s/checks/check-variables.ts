import { ofKind, type Resource, title, type Workload } from "./resource.ts";

/**
 * Returns a line for each environment variable that the service does not read, so that a
 * misspelt one is found. `read` has the variables of each service by its name. NODE_* belong
 * to Node, and a variable that the arguments name, `$(SERVICE)`, is read by Kubernetes.
 */
export function checkVariables(
  resources: readonly Resource[],
  read: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  return ofKind<Workload>(resources, "Deployment").flatMap((workload) => {
    const known = read.get(workload.metadata.name) ?? new Set();
    return workload.spec.template.spec.containers.flatMap(({ env = [], args = [] }) =>
      env
        .filter(({ name }) => !known.has(name) && !name.startsWith("NODE_"))
        .filter(({ name }) => !args.some((argument) => argument.includes(`$(${name})`)))
        .map(({ name }) => `${title(workload)} sets ${name}, which the service does not read`),
    );
  });
}
