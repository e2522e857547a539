import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { Eta } from "eta";
import { readStaticFiles, type StaticFiles } from "./static-files.ts";

/**
 * The templates and static files. They are read once, and again after a change when they are
 * watched.
 */
export interface Assets extends Disposable {
  readonly files: StaticFiles;
  /** Renders `views/<name>.eta`. Throws when there is no such template, or it fails. */
  render(name: string, data: object): string;
}

/** Opens the folder that holds `views` and `static`. */
export function openAssets(folder: string, options: { readonly watched: boolean }): Assets {
  const views = join(folder, "views");
  let current: { files: StaticFiles; eta: Eta } | undefined;
  const assets = () => {
    current ??= {
      files: readStaticFiles(join(folder, "static")),
      eta: new Eta({ views, cache: true, autoTrim: [false, "nl"] }),
    };
    return current;
  };
  const forget = () => {
    current = undefined;
  };
  const watchers = options.watched ? watchFolders(folder, forget) : [];
  return {
    get files() {
      return assets().files;
    },
    render: (name, data) => assets().eta.render(name, data),
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

/**
 * Watches if the system can; if not, a change shows after a restart. It watches each folder by
 * itself: on Linux a recursive watch loses a file that is replaced.
 */
function watchFolders(folder: string, changed: () => void): readonly FSWatcher[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  const paths = [folder, ...folders.map(({ parentPath, name }) => join(parentPath, name))];
  return paths.flatMap((path) => {
    try {
      return [watch(path, { persistent: false }, changed).on("error", () => {})];
    } catch {
      return [];
    }
  });
}
