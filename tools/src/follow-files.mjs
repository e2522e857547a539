// Plain JavaScript, like watch.mjs.
import { statSync, watch } from "node:fs";
import { basename, dirname, join, sep } from "node:path";

/**
 * Returns what follows files by their names: on Linux node --watch follows the inode of a file,
 * so when an editor, git or tar replaces the file, it sees that once and never again. Calls
 * `changed` with the path of a file at each event; one save causes many.
 *
 * @param {(file: string) => void} changed
 */
export function followFiles(changed) {
  /** @type {Set<string>} */
  const files = new Set();
  /** @type {Map<string, import("node:fs").FSWatcher>} */
  const watchers = new Map();
  return {
    /**
     * Follows a file that is not in node_modules. Whether it was edited before, but since
     * `sinceMs`, is noticed too.
     *
     * @param {string} file
     * @param {number} sinceMs
     */
    follow(file, sinceMs) {
      if (file.includes(`${sep}node_modules${sep}`)) return;
      files.add(file);
      const folder = dirname(file);
      if (!watchers.has(folder)) {
        const watcher = watch(folder, (_, name) => {
          const path = join(folder, basename(name ?? ""));
          if (files.has(path)) changed(path);
        });
        // Where the folder was removed (Windows). The next import of a file in it follows it anew.
        watcher.on("error", () => watchers.delete(folder));
        watchers.set(folder, watcher);
      }
      const { ctimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
      // Date.now() has no part of a millisecond.
      if (Math.floor(ctimeMs) > sinceMs) changed(file);
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
