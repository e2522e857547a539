import assert from "node:assert/strict";
import { mkdir, mkdtempDisposable, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { machine } from "./machine.ts";

test("machine changes only when a program is installed", async () => {
  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-machine-"));
  const [bin, modules] = ["bin", "node_modules"].map((name) => join(scratch.path, name));
  for (const folder of [bin, modules]) {
    await mkdir(String(folder));
    await utimes(String(folder), 0, 0);
  }
  const env = { PATH: [modules, bin, join(scratch.path, "missing")].join(delimiter) };
  const before = machine(env);
  await writeFile(join(String(modules), "turbo"), "");
  assert.equal(machine({ ...env, HOME: "/elsewhere" }), before);
  await writeFile(join(String(bin), "redis-server"), "");
  assert.notEqual(machine(env), before);
});
