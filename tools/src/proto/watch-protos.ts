import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { breakingChanges } from "../breaking.ts";
import { generate } from "./generate.ts";
import { isGenerated } from "./is-generated.ts";
import { reason } from "./reason.ts";

/** One save causes many events. */
const SETTLE_MS = 100;

/**
 * Generates the code of a repository when a proto file changes, until it is disposed. Resolves
 * when the code is up to date, or buf has refused the proto files. Prints what it did, what buf
 * refused, and a warning of what would break a client.
 */
export async function watchProtos(
  repository: string,
  print: (text: string) => void,
): Promise<Disposable> {
  async function update(): Promise<void> {
    try {
      if (await isGenerated(repository)) return;
      await generate(repository);
      print("Generated the code of proto/ anew");
      void warnOfBreaks();
    } catch (error) {
      print(`${reason(error)}\nThe last good code stays in use`);
    }
  }

  /** Only the gate refuses them: here the change may be unfinished. */
  async function warnOfBreaks(): Promise<void> {
    // Without a history there is nothing to compare with. The gate says so.
    const changes = await breakingChanges(repository).catch(() => "");
    if (changes) print(`Warning: this breaks clients of the API:\n${changes}`);
  }

  let settling: NodeJS.Timeout | undefined;
  // One after the other, so that the last one that began also ends last.
  let last = Promise.resolve();
  // Each folder by itself: on Linux a recursive watch loses a file that is replaced.
  const watchers: FSWatcher[] = [];
  for (const folder of await foldersBelow(join(repository, "proto"))) {
    const watcher = watch(folder, () => {
      clearTimeout(settling);
      settling = setTimeout(() => {
        last = last.then(update);
      }, SETTLE_MS);
    });
    watchers.push(watcher);
  }
  // What was edited before the watch began.
  last = update();
  await last;
  return {
    [Symbol.dispose]() {
      clearTimeout(settling);
      for (const watcher of watchers) watcher.close();
    },
  };
}

async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return [folder, ...folders.map((entry) => join(entry.parentPath, entry.name))];
}
