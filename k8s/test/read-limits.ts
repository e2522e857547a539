import { renderComponents } from "../chart/render-components.ts";
import { ofKind, type Workload } from "../checks/resource.ts";

/** Returns what each Deployment lets its pods take of memory ("256Mi"). */
export async function readLimits(): Promise<ReadonlyMap<string, string>> {
  const resources = await renderComponents(new Set(["observability"]));
  return new Map(
    ofKind<Workload>(resources, "Deployment").map(({ metadata, spec }) => {
      const [server] = spec.template.spec.containers;
      return [metadata.name, server?.resources?.limits?.memory ?? ""];
    }),
  );
}
