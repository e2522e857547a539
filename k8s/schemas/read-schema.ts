import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenApi } from "../checks/create-schema-check.ts";

/** Reads and parses a schema of this folder, by the name of its file. */
export function readSchema<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
}

/** Reads the definitions of all kinds that the manifests have, Kubernetes' own and the Gateway API's. */
export function readKubernetesSchema(): OpenApi {
  const files = ["kubernetes-1.36.json", "gateway-api.json"];
  const all = files.map((file) => readSchema<OpenApi>(file).definitions);
  return { definitions: Object.assign({}, ...all) };
}
