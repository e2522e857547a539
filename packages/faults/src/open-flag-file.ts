import { mkdirSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Flag, offVariant, readFlag, withOff } from "./flag.ts";
import {
  type FlagDefinition,
  type FlagDocument,
  type FlagValue,
  parseFlagDocument,
} from "./flag-document.ts";
import { isWritable } from "./is-writable.ts";
import { isSameTarget, type Target, withoutRules, withRule } from "./rules.ts";
import { type FlagName, flagNames, shippedFlags } from "./shipped-flags.ts";
import { variantOf } from "./variant-of.ts";
import { watchFile } from "./watch-file.ts";
import { withFileLock } from "./with-file-lock.ts";

/** The flag file, to be shown and changed. Disposing it stops the watch. */
export interface FlagFile extends Disposable {
  readonly path: string;
  /** Returns all flags that the shop knows, in groups, with what is on. */
  list(): readonly Flag[];
  /** Returns the value of a flag that is on for just this target, by default for all. */
  valueFor(flag: FlagName, target?: Target): FlagValue | undefined;
  /**
   * Turns a flag on for a target, by the name of a variant or a value; its `off` turns it off. A
   * rule for the same target is replaced, others stay. Throws a RangeError when there is no such flag or
   * value, and an Error when the file cannot be written.
   */
  set(flag: string, value: FlagValue, target?: Target): void;
  /** Turns a flag off, for one target, or for all. Throws as `set` does. */
  clear(flag: string, target?: Target): void;
  /** Turns everything off, and conceals nothing. Throws an Error when the file cannot be written. */
  clearAll(): void;
  /**
   * Says whether what is on is a secret, which logs and pages keep: somebody is looking for it. Throws an
   * Error when the file cannot be written.
   */
  conceal(isConcealed: boolean): void;
  readonly concealed: boolean;
  /** Calls back after each change of the file, whoever made it. */
  onChange(listener: () => void): Disposable;
  /** What is wrong with the file, whose last good version counts. Undefined while it is good. */
  readonly problem: string | undefined;
  /** Whether it can be changed here: in a cluster it cannot, because it is mounted. */
  readonly writable: boolean;
}

/** Opens the flag file of a shop. While there is none, everything is off; the first change makes it. */
export function openFlagFile(path: string): FlagFile {
  const listeners = new Set<() => void>();
  let document: FlagDocument = shippedFlags;
  let problem: string | undefined;

  const fail = (error: unknown) => {
    problem = (error as Error).message;
    for (const listener of listeners) listener();
  };
  const file = watchFile(
    path,
    (text) => {
      document = text === undefined ? shippedFlags : parseFlagDocument(text);
      problem = undefined;
      for (const listener of listeners) listener();
    },
    fail,
  );

  /** Changes some flags of the file as it is now. */
  function change(names: readonly FlagName[], next: (name: FlagName) => FlagDefinition): void {
    rewrite(() => {
      const changed = names.map((name) => [name, next(name)]);
      const flags = { ...shippedFlags.flags, ...document.flags, ...Object.fromEntries(changed) };
      return { ...document, flags };
    });
  }

  function conceal(concealed: boolean): void {
    rewrite(() => {
      const { concealed: _, ...metadata } = document.metadata ?? {};
      return { ...document, metadata: { ...metadata, ...(concealed && { concealed }) } };
    });
  }

  /** Writes what `next` makes of the file as it is now. */
  function rewrite(next: () => FlagDocument): void {
    const place = placeOf(path);
    mkdirSync(dirname(place), { recursive: true });
    withFileLock(place, () => {
      file.look();
      // No reader may see half a file.
      const unfinished = `${place}.${process.pid}.tmp`;
      writeFileSync(unfinished, `${JSON.stringify(next(), undefined, 2)}\n`);
      renameSync(unfinished, place);
    });
    file.look();
  }

  function definitionOf(name: FlagName): FlagDefinition {
    const own = document.flags[name];
    return own ? withOff(name, own) : shippedFlags.flags[name];
  }

  return {
    path,
    list: () => flagNames.map((name) => readFlag(name, document)),
    valueFor: (flag, target = {}) =>
      readFlag(flag, document).on.find((rule) => isSameTarget(rule.target, target))?.value,
    set(flag, value, target = ownTarget(flag)) {
      const name = knownName(flag);
      change([name], () => {
        const { variant, definition } = variantOf(name, definitionOf(name), value);
        return withRule(definition, offVariant(name, definition), target, variant);
      });
    },
    clear(flag, target) {
      const name = knownName(flag);
      change([name], () => {
        const definition = definitionOf(name);
        const off = offVariant(name, definition);
        return target ? withRule(definition, off, target) : withoutRules(definition, off);
      });
    },
    clearAll() {
      change(flagNames, (name) => {
        const definition = definitionOf(name);
        return withoutRules(definition, offVariant(name, definition));
      });
      // Last, or a process would tell what was concealed.
      conceal(false);
    },
    conceal,
    get concealed() {
      return document.metadata?.concealed === true;
    },
    onChange(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    get problem() {
      return problem;
    },
    get writable() {
      return isWritable(placeOf(path));
    },
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

function knownName(flag: string): FlagName {
  const name = flagNames.find((known) => known === flag);
  if (!name) throw new RangeError(`there is no flag "${flag}"`);
  return name;
}

/** Where a flag acts when nobody says where: productCatalogFailure breaks one product. */
function ownTarget(flag: string): Target {
  const { product_id } = shippedFlags.flags[knownName(flag)].metadata ?? {};
  return typeof product_id === "string" ? { product_id } : {};
}

/** Where the file is that a symlink leads to. */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
