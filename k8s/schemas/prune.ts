// Writes the schemas of this folder, out of the whole ones (README.md says where those are):
//   npm exec -- node k8s/schemas/prune.ts swagger.json v4beta14.json
// They have what the checks look at: no prose, and of Kubernetes only the kinds that the
// base, the components and the drill use. Each definition has a line of its own, so that two versions can be compared.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderComponents } from "../chart/render-components.ts";
import { COMPONENTS } from "../chart/switches.ts";
import { definitionNames, type OpenApi } from "../checks/create-schema-check.ts";
import { render } from "../checks/render.ts";

const here = import.meta.dirname;
const LOOKED_AT = new Set([
  ...["$ref", "additionalProperties", "anyOf", "enum", "items", "properties", "required", "type"],
  "x-kubernetes-group-version-kind",
]);

type Definitions = Readonly<Record<string, unknown>>;

/** Returns the definitions that a value refers to, and those that these refer to. */
function referredTo(value: unknown, all: Definitions): Definitions {
  const found: Record<string, unknown> = {};
  const follow = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (name in found) continue;
      found[name] = lookedAt(all[name]);
      follow(JSON.stringify(found[name]));
    }
  };
  follow(JSON.stringify(value));
  return found;
}

/** Returns a schema without what no check looks at. */
function lookedAt(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lookedAt);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key]) => LOOKED_AT.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      // A group, version and kind are no schema, nor are the names of properties.
      key === "properties" ? each(value) : key.startsWith("x-") ? value : lookedAt(value),
    ]),
  );
}

function each(properties: object): Definitions {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, schema]) => [name, lookedAt(schema)]));
}

/** The kinds that the base, all components and the drill have, each as "apps/v1 Deployment". */
async function kindsInUse(): Promise<ReadonlySet<string>> {
  const all = [
    render("test/drill"),
    renderComponents(new Set()),
    renderComponents(new Set(COMPONENTS)),
  ];
  const resources = (await Promise.all(all)).flat();
  return new Set(resources.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
}

async function write(file: string, schema: object, definitions: Definitions): Promise<void> {
  const lines = Object.keys(definitions)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(definitions[name])}`);
  const head = JSON.stringify(schema).slice(0, -1);
  const comma = head.length > 1 ? "," : "";
  await writeFile(join(here, file), `${head}${comma}"definitions": {\n${lines.join(",\n")}\n}}\n`);
}

const [openApiPath = "", skaffoldPath = ""] = process.argv.slice(2);
const openApi: OpenApi = JSON.parse(await readFile(openApiPath, "utf8"));
const kinds = await kindsInUse();
const used = [...definitionNames(openApi.definitions)]
  .filter(([kind]) => kinds.has(kind))
  .map(([, name]) => ({ $ref: `#/definitions/${name}` }));
await write("kubernetes-1.36.json", {}, referredTo(used, openApi.definitions));

const { definitions, anyOf } = JSON.parse(await readFile(skaffoldPath, "utf8"));
await write("skaffold-v4beta14.json", { anyOf }, referredTo(anyOf, definitions));
