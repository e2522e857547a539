import { readFileSync } from "node:fs";
import * as v from "valibot";

/**
 * A variable whose value may be a secret: `<NAME>_FILE` may name a file that holds it, which
 * `docker inspect`, `/proc` and a crash report do not show. `schema` parses the value, absent or not.
 */
export function secret<S extends v.GenericSchema<string | undefined, unknown>>(schema: S) {
  return v.pipe(schema, v.metadata(SECRET));
}

const SECRET = { secret: true };

/** Returns whether a variable may also be given by a file. */
export function isSecret(schema: v.GenericSchema<string | undefined, unknown>): boolean {
  return v.getMetadata(schema).secret === true;
}

/**
 * Returns the value of a secret variable: its own, or what the file that `<NAME>_FILE` names has,
 * without a line end behind it. Throws a RangeError if both are set, or the file cannot be read or
 * is empty.
 */
export function readSecret(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] || undefined;
  if (env[name]) throw new RangeError(`${name} and ${name}_FILE are both set: only one can hold`);
  const text = readText(name, file).replace(/\r?\n$/, "");
  if (text === "") throw new RangeError(`${name}_FILE names a file that is empty`);
  return text;
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "an error" } = error as NodeJS.ErrnoException;
    throw new RangeError(`${name}_FILE names a file that cannot be read: ${code}`, {
      cause: error,
    });
  }
}
