import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);

test("bundle makes a folder that runs alone when a service imports CommonJS and reads its files", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-bundle-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await files(folder, {
    "package.json": '{ "type": "module" }',
    "node_modules/old/index.js":
      'module.exports = { sep: require("node:path").sep, here: typeof __dirname };',
    "node_modules/old/package.json": '{ "name": "old" }',
    "src/main.ts": `
      import { readFileSync } from "node:fs";
      import { join } from "node:path";
      import old from "old";
      const page: string = readFileSync(join(import.meta.dirname, "assets/page.eta"), "utf8");
      console.log(await Promise.resolve(page), old.sep, old.here);`,
    "src/assets/page.eta": "a page",
  });
  await run(process.execPath, [join(import.meta.dirname, "bundle.ts")], { cwd: folder });
  await rm(join(folder, "node_modules"), { recursive: true });
  await rm(join(folder, "src"), { recursive: true });

  const { stdout } = await run(process.execPath, [join(folder, "dist/main.js")]);

  assert.equal(stdout, "a page / string\n");
});

async function files(folder: string, contents: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
