import { type FSWatcher, readdirSync, readFileSync, watch } from "node:fs";
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
  /** Renders a template whose data are the same for every page, once. */
  once(name: string, data: object): string;
}

/** Opens the folder that holds `views` and `static`. */
export function openAssets(folder: string, options: { readonly watched: boolean }): Assets {
  let current: { files: StaticFiles; eta: Eta; rendered: Map<string, string> } | undefined;
  const assets = () => {
    current ??= {
      files: readStaticFiles(join(folder, "static")),
      eta: openTemplates(join(folder, "views")),
      rendered: new Map(),
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
    once(name, data) {
      const { eta, rendered } = assets();
      const html = rendered.get(name) ?? eta.render(name, data);
      rendered.set(name, html);
      return html;
    },
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Templates are found by their names alone: to resolve a path for each include takes longer. */
function openTemplates(views: string): Eta {
  const eta = new Eta({ views, cache: true, autoTrim: [false, "nl"] });
  eta.resolvePath = (name) => name;
  eta.readFile = (name) => readFileSync(join(views, `${name}.eta`), "utf8");
  return eta;
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
