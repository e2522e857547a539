import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadKind } from "./load-kind.ts";
import { registryKinds } from "./registry-kinds.ts";

test("loadKind returns each built-in kind by its name", async () => {
  for (const kind of registryKinds) assert.equal(await loadKind(kind.name, "/"), kind);
});

test("loadKind returns what a module exports, and refuses one that exports no kind", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-kind-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "mine.mjs"), 'export const kind = { name: "mine", open() {} };');
  await writeFile(join(folder, "empty.mjs"), "export {};");
  assert.equal((await loadKind("./mine.mjs", folder)).name, "mine");
  assert.equal((await loadKind(join(folder, "mine.mjs"), "/")).name, "mine");
  await assert.rejects(loadKind("./empty.mjs", folder), /exports no "kind"/);
});

test("loadKind rejects with a RangeError when there is no such module, and keeps the name", async () => {
  for (const name of ["consul", "./consul.ts"]) {
    await assert.rejects(loadKind(name, "/"), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, /^REGISTRY must be one of mdns, .*, or a module of your own: /);
      assert.doesNotMatch(error.message, /consul/);
      return true;
    });
  }
});
