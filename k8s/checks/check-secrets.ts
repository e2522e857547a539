import { ofKind, type Resource, title, workloads } from "./resource.ts";

interface Secret extends Resource {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Returns a line for each variable that is read from a Secret which is not there, or has no such
 * key. `byHand` has the Secrets that nobody but the operator of the cluster makes.
 */
export function checkSecrets(
  resources: readonly Resource[],
  byHand: ReadonlySet<string>,
): readonly string[] {
  const secrets = ofKind<Secret>(resources, "Secret");
  return workloads(resources).flatMap((workload) =>
    workload.spec.template.spec.containers.flatMap(({ env = [] }) =>
      env.flatMap(({ name, valueFrom }) => {
        const wanted = valueFrom?.secretKeyRef;
        if (!wanted || byHand.has(wanted.name)) return [];
        const secret = secrets.find(({ metadata }) => metadata.name === wanted.name);
        if (secret?.data?.[wanted.key] !== undefined) return [];
        return [
          `${title(workload)} reads ${name} from "${wanted.key}" of Secret ${wanted.name}, which is not there`,
        ];
      }),
    ),
  );
}
