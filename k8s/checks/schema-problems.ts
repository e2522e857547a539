import type { ValidateFunction } from "ajv";

/** Returns what a schema finds wrong, a line each: where, and what. */
export function schemaProblems(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const field = "additionalProperty" in params ? ` "${params.additionalProperty}"` : "";
    return `${instancePath} ${message}${field}`;
  });
}
