// Bundles the service in the current folder, "npm run build" there: src/main.ts and all that
// it imports become dist/main.js, and what is no TypeScript in src (templates, pictures, the
// catalog) is copied beside it, at the same place. dist then runs without node_modules, and
// LICENSES.txt in it holds the licences of all that is bundled.
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { licences } from "./licences.ts";

// What a CommonJS module has in its scope and an ECMAScript module has not.
const COMMONJS = [
  'import { createRequire } from "node:module";',
  "const require = createRequire(import.meta.url);",
  "const __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join("");

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: ["src/main.ts"],
  outfile: "dist/main.js",
  bundle: true,
  platform: "node",
  target: "node26",
  format: "esm",
  // Names stay as they are, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  // The licences of the bundled packages, in a file beside the bundle.
  legalComments: "none",
  banner: { js: COMMONJS },
  logLevel: "warning",
  // esbuild has already said what is wrong and where.
}).catch(() => process.exit(1));
// A single letter beyond Latin-1, as in a regular expression that esbuild leaves alone, would make V8
// keep the whole text with two bytes for each letter.
const code = await readFile("dist/main.js", "utf8");
const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
await writeFile("dist/main.js", code.replace(/[^\0-\xff]/g, escaped));
await writeFile("dist/LICENSES.txt", await licences(Object.keys(metafile.inputs)));
for (const file of await readdir("src", { recursive: true, withFileTypes: true })) {
  if (!file.isFile() || file.name.endsWith(".ts")) continue;
  const path = join(file.parentPath, file.name);
  await cp(path, join("dist", relative("src", path)));
}
