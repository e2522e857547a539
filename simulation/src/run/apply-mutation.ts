import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { mutations } from "../mutations/mutations.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");

/**
 * Makes a mutation of this name while the modules that it is about are loaded. Throws when there is
 * none of this name.
 */
export function applyMutation(name: string): { assertApplied(): void } {
  const mutation = mutations[name];
  if (mutation === undefined) {
    throw new RangeError(
      `No mutation is named "${name}": there are ${Object.keys(mutations).join(", ")}`,
    );
  }
  const { file, find, replace } = mutation;
  const target = pathToFileURL(join(REPOSITORY, file)).href;
  let applied = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      const parts = `${loaded.source}`.split(find);
      if (parts.length !== 2) {
        throw new Error(
          `The mutation "${name}" finds its text ${parts.length - 1} times in ${file}`,
        );
      }
      applied = true;
      return { ...loaded, source: parts.join(replace) };
    },
  });
  return {
    assertApplied() {
      if (!applied)
        throw new Error(`The mutation "${name}" is of a file that is not used: ${file}`);
    },
  };
}
