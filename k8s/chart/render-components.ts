import { mkdtempDisposable, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { render } from "../checks/render.ts";
import type { Resource } from "../checks/resource.ts";
import { COMPONENTS } from "./switches.ts";

const k8s = join(import.meta.dirname, "..");

/** Renders the base with these components, in the order in which components are applied. */
export async function renderComponents(on: ReadonlySet<string>): Promise<readonly Resource[]> {
  // kustomize takes relative paths alone, and follows no link on the way up.
  await using folder = await mkdtempDisposable(join(await realpath(tmpdir()), "chart-"));
  const path = (to: string) => relative(folder.path, join(k8s, to));
  const kustomization = {
    namespace: "hipstershop",
    resources: [path("base")],
    components: COMPONENTS.filter((name) => on.has(name)).map((name) => path(`components/${name}`)),
  };
  // JSON is YAML.
  await writeFile(join(folder.path, "kustomization.yaml"), JSON.stringify(kustomization));
  return await render(relative(k8s, folder.path));
}
