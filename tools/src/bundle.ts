// Bundles the service in the current folder, "npm run build" there: src/main.ts and all that
// it imports become dist/main.js, what breaks it on purpose becomes dist/faults.js, and what is no
// TypeScript in src (templates, pictures, the catalog) is copied beside them, at the same place. dist
// then runs without node_modules, and LICENSES.txt in it holds the licences of all that is bundled.
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { licences } from "./licences.ts";

// What a CommonJS module has in its scope and an ECMAScript module has not.
const COMMONJS = [
  'import { createRequire } from "node:module";',
  "const require = createRequire(import.meta.url);",
  "const __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join("");

await rm("dist", { recursive: true, force: true });
// What only `FAULTS` loads is a file of its own, which a production process does not even read.
const APART = "@hipstershop/faults";
let isApart = false;

const options = {
  metafile: true,
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
} as const satisfies BuildOptions;

const apart: Plugin = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^${APART}$`) }, ({ kind }) => {
      if (kind !== "dynamic-import") return undefined;
      isApart = true;
      return { path: "./faults.js", external: true };
    });
  },
};

// esbuild has already said what is wrong and where.
const stop = () => process.exit(1);
const main = { entryPoints: ["src/main.ts"], outfile: "dist/main.js", plugins: [apart] };
const { metafile } = await build({ ...options, ...main }).catch(stop);
const inputs = new Set(Object.keys(metafile.inputs));
if (isApart) {
  const stdin = { contents: `export * from "${APART}";`, resolveDir: process.cwd() };
  const faults = await build({ ...options, stdin, outfile: "dist/faults.js" }).catch(stop);
  for (const path of Object.keys(faults.metafile.inputs)) inputs.add(path);
  inputs.delete("<stdin>");
}
// A single letter beyond Latin-1, as in a regular expression that esbuild leaves alone, would make V8
// keep the whole text with two bytes for each letter.
const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
for (const name of await readdir("dist")) {
  const code = await readFile(join("dist", name), "utf8");
  await writeFile(join("dist", name), code.replace(/[^\0-\xff]/g, escaped));
}
await writeFile("dist/LICENSES.txt", await licences([...inputs]));
for (const file of await readdir("src", { recursive: true, withFileTypes: true })) {
  if (!file.isFile() || file.name.endsWith(".ts")) continue;
  const path = join(file.parentPath, file.name);
  await cp(path, join("dist", relative("src", path)));
}
