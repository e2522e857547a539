import { isRecord } from "./is-record.ts";

/** What a variant of a flag can be. */
export type FlagValue = boolean | number | string;

/** A flag as flagd's files have it. */
export interface FlagDefinition {
  readonly state?: string;
  readonly description?: string;
  readonly variants: Readonly<Record<string, FlagValue>>;
  readonly defaultVariant: string;
  /** A rule of JsonLogic that says which variant counts for whom; null is the default one. */
  readonly targeting?: unknown;
  readonly metadata?: Readonly<Record<string, FlagValue>>;
}

/** A flag file in flagd's format (https://flagd.dev/reference/flag-definitions). */
export interface FlagDocument {
  readonly flags: Readonly<Record<string, FlagDefinition>>;
  /** What holds for the whole file. While it is `concealed`, no log says which flags are on. */
  readonly metadata?: Readonly<Record<string, FlagValue>>;
}

/** Parses a flag file. Throws a RangeError that says what is wrong with it. */
export function parseFlagDocument(text: string): FlagDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`it is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isRecord(document) || !isRecord(document.flags)) throw new RangeError('it has no "flags"');
  for (const [name, flag] of Object.entries(document.flags)) {
    if (!isRecord(flag) || !isRecord(flag.variants) || typeof flag.defaultVariant !== "string") {
      throw new RangeError(`"${name}" must have variants and a defaultVariant`);
    }
    if (!Object.hasOwn(flag.variants, flag.defaultVariant)) {
      throw new RangeError(`"${name}" has no variant "${flag.defaultVariant}"`);
    }
  }
  return document as unknown as FlagDocument;
}
