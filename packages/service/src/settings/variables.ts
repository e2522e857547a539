import * as v from "valibot";
import { isSecret, readSecret } from "./secret.ts";

/** The environment variables of a service: each name with the schema that parses its text. */
export type Variables = Readonly<Record<string, v.GenericSchema<string | undefined, unknown>>>;

/** The parsed variables of a service. */
export type Config<V extends Variables> = {
  readonly [Name in keyof V]: v.InferOutput<V[Name]>;
};

/** Returns the names in the environment that give variables: a secret has a second one. */
export function namesOf(variables: Variables): readonly string[] {
  return Object.entries(variables).flatMap(([name, schema]) =>
    isSecret(schema) ? [name, `${name}_FILE`] : [name],
  );
}

/**
 * Parses the environment once, into a frozen object. An empty variable counts as absent.
 * Throws a RangeError with a line for each problem. It has no values, because a value might be
 * a secret.
 */
export function parseVariables<V extends Variables>(
  variables: V,
  env: Readonly<Record<string, string | undefined>>,
): Config<V> {
  const config: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(variables)) {
    try {
      const value = isSecret(schema) ? readSecret(name, env) : env[name] || undefined;
      const result = v.safeParse(schema, value);
      if (result.success) config[name] = result.output;
      else problems.push(`${name} ${result.issues.map((issue) => issue.message).join(", ")}`);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new RangeError(problems.join("\n"));
  return Object.freeze(config) as Config<V>;
}

/** A text, absent or not. */
export function text() {
  return v.optional(v.string());
}

/** A flag: true, 1, yes and on are true; false, 0, no and off are not; absent, the fallback. */
export function flag(fallback = false) {
  return v.pipe(
    v.optional(v.string(), String(fallback)),
    v.toLowerCase(),
    v.picklist(["true", "1", "yes", "on", "false", "0", "no", "off"], "must be true or false"),
    v.transform((value) => ["true", "1", "yes", "on"].includes(value)),
  );
}

/** A whole number within bounds, or the fallback. */
export function integer(options: { min: number; max: number; fallback: number }) {
  const message = `must be a whole number from ${options.min} to ${options.max}`;
  return v.pipe(
    v.optional(v.string(), String(options.fallback)),
    v.regex(/^-?\d{1,15}$/, message),
    v.transform(Number),
    v.minValue(options.min, message),
    v.maxValue(options.max, message),
  );
}

/** One of the names given, or the fallback. */
export function choice<const T extends readonly [string, ...string[]]>(
  names: T,
  fallback: T[number],
) {
  return v.optional(v.picklist(names, `must be one of ${names.join(", ")}`), fallback);
}

/** A URL with one of the schemes given ("smtp:"), absent or not. */
export function url(schemes: readonly [string, ...string[]]) {
  const message = `must be a URL that begins with ${schemes.map((s) => `${s}//`).join(" or ")}`;
  return v.optional(
    v.pipe(
      v.string(),
      v.check((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), message),
      v.check(isDecodable, 'must have a "%" of its user or password as "%25"'),
    ),
  );
}

/** Returns whether the user and the password of a URL, if given, can be decoded. */
export function isDecodable(value: string): boolean {
  const { username = "", password = "" } = URL.parse(value) ?? {};
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

const GO_DURATION = /^\+?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$|^0$/;
const GO_UNIT_MS = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };

/** Node keeps the delay of a timer in a signed number of 32 bits. A longer one ends at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A duration as Go writes it ("5.5s", "1m30s"), in milliseconds; absent, the fallback. `min`, the
 * shortest one allowed, is written in the same way.
 */
export function duration(fallbackMs: number, min = "0s") {
  return v.pipe(
    v.optional(v.string(), `${fallbackMs}ms`),
    v.regex(GO_DURATION, 'must be a duration such as "5.5s" or "300ms"'),
    v.transform(goDurationMs),
    v.minValue(goDurationMs(min), `must be at least ${min}`),
    v.maxValue(LONGEST_MS, "must be at most 24 days"),
  );
}

function goDurationMs(value: string): number {
  let ms = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    ms += Number(amount) * GO_UNIT_MS[unit as keyof typeof GO_UNIT_MS];
  }
  return ms;
}
