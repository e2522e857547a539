import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtempDisposable, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { openFlagFile } from "@hipstershop/faults";

test("a bundled process loads nothing of faults in production, unless FAULTS is set", async (t) => {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-bundle-"));
  t.after(() => folder.remove());
  await symlink(join(import.meta.dirname, "../../node_modules"), join(folder.path, "node_modules"));
  await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
  await mkdir(join(folder.path, "src"));
  await writeFile(join(folder.path, "src/main.ts"), MAIN);
  await writeFile(join(folder.path, "told.mjs"), TELL);
  const bundle = join(import.meta.dirname, "bundle.ts");
  await promisify(execFile)(process.execPath, [bundle], { cwd: folder.path });
  const FLAGS_FILE = join(folder.path, "flags.json");
  using file = openFlagFile(FLAGS_FILE);
  file.set("rpcFailure", "100%");

  /** Returns the names of the files that the process loads, and what it logs, until it is announced. */
  async function run(FAULTS: string) {
    const env = { ...ENV, FLAGS_FILE, FAULTS, DATA_FOLDER: folder.path };
    const args = ["--import", "./told.mjs", "dist/main.js"];
    const child = spawn(process.execPath, args, { cwd: folder.path, env });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        said += text;
      });
    }
    const exited = once(child, "exit");
    await t.waitFor(() => assert.match(said, /Registering node/), {
      interval: 20,
      timeout: 60_000,
    });
    child.kill("SIGKILL");
    await exited;
    return said;
  }
  assert.doesNotMatch(await run(""), /faults/);
  const broken = await run("1");
  assert.match(broken, /loaded .*dist\/faults\.js/);
  assert.match(broken, /faults are on/);
});

const MAIN = `
  import { serve } from "@hipstershop/service";
  import { adservice } from "adservice";
  await serve(adservice);`;

/** Tells of each module that is loaded. */
const TELL = `import { registerHooks } from "node:module";
registerHooks({
  load(url, context, next) {
    process.stderr.write("loaded " + url + "\\n");
    return next(url, context);
  },
});`;

const ENV = {
  PATH: process.env.PATH,
  NODE_ENV: "production",
  REGISTRY: "memory",
  PORT: "0",
  SHOP: "bundle",
  HOST: "127.0.0.1",
};
