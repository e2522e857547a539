import { ofKind, type Resource, title, type Workload } from "./resource.ts";

interface Deployment extends Workload {
  readonly spec: Workload["spec"] & { readonly strategy?: { readonly type: string } };
}

interface Scaler extends Resource {
  readonly spec: {
    readonly maxReplicas: number;
    readonly scaleTargetRef: { readonly name: string };
  };
}

/**
 * Returns a line for each Deployment that keeps data and would lose them with its pod, and for
 * each that two pods may have at once although it keeps them on a volume, which one node can have.
 * `keepers` has the services that open a database.
 */
export function checkStores(
  resources: readonly Resource[],
  keepers: ReadonlySet<string>,
): readonly string[] {
  const scalers = ofKind<Scaler>(resources, "HorizontalPodAutoscaler");
  return ofKind<Deployment>(resources, "Deployment").flatMap((deployment) => {
    const { name } = deployment.metadata;
    const { strategy, template } = deployment.spec;
    const has = (...names: string[]) =>
      template.spec.containers.some(({ env = [] }) =>
        env.some((each) => names.includes(each.name)),
      );
    const onVolume = (template.spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim);
    const problems: string[] = [];
    if (onVolume !== has("DATA_FOLDER")) problems.push("has not both a volume and a DATA_FOLDER");
    if (keepers.has(name) && !onVolume && !has("DATABASE_URL", "REDIS_ADDR")) {
      problems.push("keeps data, and has neither a volume nor a server for them");
    }
    if (onVolume && strategy?.type !== "Recreate") {
      problems.push("has a volume, and is not stopped before its successor starts");
    }
    const scaler = scalers.find(({ spec }) => spec.scaleTargetRef.name === name);
    if (onVolume && scaler && scaler.spec.maxReplicas > 1) {
      problems.push(`has a volume, and up to ${scaler.spec.maxReplicas} replicas`);
    }
    return problems.map((problem) => `${title(deployment)} ${problem}`);
  });
}
