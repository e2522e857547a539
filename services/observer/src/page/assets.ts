import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

/** The style sheets, scripts and the font of the pages. */
export interface Assets {
  /** Returns the path of an asset, with the version of all: "/assets/3f2a51c09b7e/js/live.js". */
  url(name: string): string;
  /** Finds what a path names, with any version: a page that is open may have an older one. */
  find(path: string): Asset | undefined;
}

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

/** Reads all assets into memory. Style sheets are joined into one, "css/all.css", by name. */
export function readAssets(folder: string): Assets {
  const files = new Map<string, Asset>();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type)
      files.set(name.replaceAll("\\", "/"), { type, content: readFileSync(join(folder, name)) });
  }
  const sheets = [...files].filter(([name]) => name.endsWith(".css"));
  files.set("css/all.css", {
    type: "text/css; charset=utf-8",
    content: Buffer.concat(sheets.map(([, { content }]) => content)),
  });
  const hash = createHash("sha256");
  for (const [, { content }] of files) hash.update(content);
  const version = hash.digest("hex").slice(0, 12);
  return {
    url: (name) => `/assets/${version}/${name}`,
    find: (path) => files.get(/^\/assets\/[^/]+\/(.+)$/.exec(path)?.[1] ?? ""),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
