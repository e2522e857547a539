import * as v from "valibot";

/** A form that was filled in well, or what is wrong with it, by field. */
export type ParsedForm<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Checks an urlencoded body against a schema. Fields that the schema does not name are ignored. */
export function parseForm<S extends v.GenericSchema>(
  schema: S,
  body: unknown,
): ParsedForm<v.InferOutput<S>> {
  const result = v.safeParse(schema, body ?? {});
  if (result.success) return { ok: true, value: result.output };
  const errors: Record<string, string> = {};
  for (const issue of result.issues) {
    const field = v.getDotPath(issue) ?? "form";
    errors[field] ??= issue.message;
  }
  return { ok: false, errors };
}
