import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { findVariants } from "./find-variants.ts";
import { renderComponents } from "./render-components.ts";
import { COMPONENTS, switchName } from "./switches.ts";
import { type ChartDefaults, writeValues, writeValuesSchema } from "./values.ts";
import { writeLeaf } from "./write-leaf.ts";
import { writeTemplate } from "./write-template.ts";

/**
 * Writes the Helm chart of a version into a folder, which it replaces: templates out of what
 * kustomize makes of the base and the components, a switch for each component. By default its images
 * have the version as their tag.
 */
export async function writeChart(
  folder: string,
  version: string,
  defaults: ChartDefaults = { tag: version, images: new Map() },
): Promise<void> {
  const objects = await findVariants(COMPONENTS, renderComponents);
  const chart = {
    apiVersion: "v2",
    name: "hipstershop",
    description: "The hipstershop: small services that find each other by name",
    type: "application",
    version,
    appVersion: version,
    kubeVersion: ">=1.31.0-0",
  };
  const files = new Map([
    ["Chart.yaml", stringify(chart)],
    ["values.yaml", writeValues(defaults, await aboutComponents())],
    ["values.schema.json", writeValuesSchema(deployments(objects.map(({ title }) => title)))],
    ["templates/NOTES.txt", await readFile(join(import.meta.dirname, "NOTES.txt"), "utf8")],
  ]);
  for (const object of objects) {
    const [kind = "", name = ""] = object.title.split(" ");
    // Helm is told the namespace, and makes it where it is asked to.
    if (kind === "Namespace") continue;
    const template = writeTemplate(object, {
      term: (component) => `.Values.components.${switchName(component)}`,
      leaf: (path, value) => writeLeaf(object.title, path, value, version),
    });
    files.set(`templates/${name}-${kind.toLowerCase()}.yaml`, template);
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "templates"), { recursive: true });
  for (const [file, text] of files) await writeFile(join(folder, file), text);
}

function deployments(titles: readonly string[]): readonly string[] {
  return titles.flatMap((title) => /^Deployment (.*)$/.exec(title)?.[1] ?? []).sort();
}

/** Returns the first sentence of each component's file, which says what it is. */
async function aboutComponents(): Promise<ReadonlyMap<string, string>> {
  const entries = COMPONENTS.map(async (name) => {
    const file = join(import.meta.dirname, "../components", name, "kustomization.yaml");
    const comment = /^(?:#.*\n)+/.exec(await readFile(file, "utf8"))?.[0] ?? "";
    const text = comment.replace(/^# ?/gm, "").replace(/\s+/g, " ").trim();
    return [name, /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, ".") ?? text] as const;
  });
  return new Map(await Promise.all(entries));
}
