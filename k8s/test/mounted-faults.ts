import { renderComponents } from "../chart/render-components.ts";
import { ofKind, type Workload } from "../checks/resource.ts";

/** How components/faults breaks a service. */
export interface MountedFaults {
  /** Where the ConfigMap with the flag file is mounted. */
  readonly folder: string;
  /** The variables that the component sets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Returns how components/faults breaks a service. */
export async function mountedFaults(service: string): Promise<MountedFaults> {
  const server = async (...components: readonly string[]) => {
    const resources = await renderComponents(new Set(components));
    const deployments = ofKind<Workload>(resources, "Deployment");
    return deployments.find(({ metadata }) => metadata.name === service)?.spec.template.spec
      .containers[0];
  };
  const [plain, broken] = [await server(), await server("faults")];
  const before = new Set(plain?.env?.map(({ name }) => name));
  const added = broken?.env?.filter(({ name }) => !before.has(name)) ?? [];
  return {
    folder: broken?.volumeMounts?.find(({ name }) => name === "faults")?.mountPath ?? "",
    env: Object.fromEntries(added.map(({ name, value = "" }) => [name, value])),
  };
}
