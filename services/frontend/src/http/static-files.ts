import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { type Compressible, compressible } from "./compressible.ts";

/** The files under `/static`, all in memory: there are few, and none is large. */
export interface StaticFiles {
  /**
   * Returns the path of a file with the version of all files in it, which may be cached for
   * ever: "/static/img/mug.svg" becomes "/static/3f2a51c09b7e/img/mug.svg". A path that
   * names no static file is returned as it is.
   */
  url(path: string): string;
  /** Finds the file that a path below `/static` names, with or without a version. */
  find(path: string): StaticFile | undefined;
}

export interface StaticFile {
  readonly content: Compressible;
  readonly etag: string;
  /** Whether the path has the version of this content. */
  readonly immutable: boolean;
}

/**
 * Reads every file below a folder. One version, a hash of all contents, stands for them together,
 * so that style sheets and modules name one another by relative paths. The style sheets are also
 * joined into one, `css/all.css`.
 */
export function readStaticFiles(folder: string): StaticFiles {
  const contents = new Map(
    filesBelow(folder).map((path) => [
      relative(folder, path).replaceAll(sep, "/"),
      readFileSync(path),
    ]),
  );
  // Several files for people to read, one file for browsers to load.
  contents.set(
    "css/all.css",
    Buffer.concat(STYLE_SHEETS.flatMap((name) => contents.get(name) ?? [])),
  );

  const files = new Map<string, Omit<StaticFile, "immutable">>();
  const all = createHash("sha256");
  for (const [name, plain] of contents) {
    const type = TYPES.get(extname(name)) ?? "application/octet-stream";
    const hash = createHash("sha256").update(plain).digest("hex").slice(0, 12);
    files.set(name, { content: compressible(plain, type, { hard: true }), etag: `"${hash}"` });
    all.update(`${name} ${hash}\n`);
  }
  const version = all.digest("hex").slice(0, 12);
  const urls = new Map<string, string>(
    files.keys().map((name) => [`/static/${name}`, `/static/${version}/${name}`]),
  );

  return {
    url: (path) => urls.get(path) ?? path,
    find(path) {
      const [, given, name = ""] = /^\/(?:([0-9a-f]{12})\/)?(.+)$/.exec(path) ?? [];
      const file = files.get(name);
      return file && { ...file, immutable: given === version };
    },
  };
}

const STYLE_SHEETS = [
  "base",
  "header",
  "frame",
  "parts",
  "products",
  "orders",
  "shop",
  "checkout",
  "print",
].map((name) => `css/${name}.css`);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const TYPES = new Map([
  [".css", "text/css; charset=utf-8"],
  [".ico", "image/x-icon"],
  [".js", "text/javascript; charset=utf-8"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain; charset=utf-8"],
  [".woff2", "font/woff2"],
]);
