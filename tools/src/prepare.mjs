// Imported first by programs that run without turbo. It says when Node is too old or "npm ci" is
// due, keeps calls to this machine off a proxy, ends when its npm was asked to end, keeps compiled
// code for the next start, and generates the code when it is out of date.
import "./check-installed.mjs";
import "./bypass-proxy.mjs";
import "./end-with-npm.mjs";
// By its default export: an old Node does not even load a file that asks for a name it lacks.
import module from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

// For the processes that this one starts, too. A start without the stripping of types takes two
// thirds of the time, and 20 MB less.
process.env.NODE_COMPILE_CACHE ||= `${root}node_modules/.cache/node`;
module.enableCompileCache();

const { isGenerated } = await import("./proto/is-generated.ts");
if (!(await isGenerated(root))) {
  await import("./check-tools.mjs");
  process.stderr.write("Generating the code of proto/\n");
  await import("./generate.ts");
}
