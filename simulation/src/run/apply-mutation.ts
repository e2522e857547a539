import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Change, mutations } from "../mutations/mutations.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");

/**
 * Makes a mutation of this name while the modules that it is about are loaded. Throws when there is
 * none of this name.
 */
export function applyMutation(name: string): { assertApplied(): void } {
  const mutation = mutations[name];
  if (mutation === undefined) {
    const known = Object.keys(mutations).join(", ");
    throw new RangeError(`No mutation is named "${name}": there are ${known}`);
  }
  const left = new Set(mutation.changes);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const changes = mutation.changes.filter(({ file }) => url === urlOf(file));
      if (changes.length === 0) return loaded;
      for (const change of changes) left.delete(change);
      return { ...loaded, source: changes.reduce(applyChange, `${loaded.source}`) };
    },
  });
  return {
    assertApplied() {
      for (const { file } of left)
        throw new Error(`The mutation "${name}" is of ${file}, not used`);
    },
  };
}

/** Returns a source with a change. Throws when its text is not there once. */
export function applyChange(source: string, { file, find, replace }: Change): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`A mutation finds its text ${parts.length - 1} times in ${file}: ${find}`);
}

function urlOf(file: string): string {
  return pathToFileURL(join(REPOSITORY, file)).href;
}
