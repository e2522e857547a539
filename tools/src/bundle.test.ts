import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

test("bundle has no letter beyond Latin-1, and means the same", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-bundle-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await files(folder, {
    "package.json": '{ "type": "module" }',
    "src/main.ts": `
      const joined = (parts: TemplateStringsArray, ...rest: string[]) => parts.join(rest[0]);
      console.log(/^(μ|\\p{L}→)s$/u.test("μs"), /^[🍋]$/u.test("🍋"), joined\`→\${"–"}🍋\`);`,
  });
  await run(process.execPath, [join(import.meta.dirname, "bundle.ts")], { cwd: folder });
  const { stdout } = await run(process.execPath, [join(folder, "dist/main.js")]);
  assert.equal(stdout, "true true →–🍋\n");
  assert.doesNotMatch(await readFile(join(folder, "dist/main.js"), "utf8"), /[^\0-\xff]/);
});

test("bundle has the licences of the shop and of the bundled packages only", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-bundle-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await files(folder, {
    "package.json": '{ "type": "module" }',
    "node_modules/old/index.js": "module.exports = 1;",
    "node_modules/old/package.json": '{ "name": "old", "version": "1.2.3", "license": "MIT" }',
    "node_modules/old/LICENSE.md": "Copyright Old",
    "node_modules/@new/one/index.js":
      "// Copyright New\n// under these terms\n\nmodule.exports = 2;",
    "node_modules/@new/one/package.json": '{ "name": "@new/one", "version": "1.0.0" }',
    "node_modules/unused/package.json": '{ "name": "unused" }',
    "src/main.ts": 'import old from "old"; import one from "@new/one"; console.log(old + one);',
  });
  await run(process.execPath, [join(import.meta.dirname, "bundle.ts")], { cwd: folder });
  const text = await readFile(join(folder, "dist/LICENSES.txt"), "utf8");
  assert.match(text, /^Hipstershop\n[\s\S]*Apache License/);
  assert.match(text, /\nold 1\.2\.3, MIT\n\nCopyright Old\n/);
  assert.match(text, /\n@new\/one 1\.0\.0, no licence named\n\nCopyright New\nunder these terms\n/);
  assert.doesNotMatch(text, /unused/);
});

async function files(folder: string, contents: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
