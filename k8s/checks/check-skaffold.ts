import { Ajv } from "ajv";
import { schemaProblems } from "./schema-problems.ts";
import type { SkaffoldConfig } from "./skaffold-config.ts";

/** Returns a line for each thing in skaffold.yaml that its JSON schema refuses. */
export function checkSkaffold(skaffold: SkaffoldConfig, schema: object): readonly string[] {
  return schemaProblems(new Ajv({ strict: false, allErrors: true }).compile(schema), skaffold);
}
