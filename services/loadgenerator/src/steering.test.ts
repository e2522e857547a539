import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFaults, openFlagFile } from "@hipstershop/faults";
import { usualMix } from "./mix.ts";
import { byFlags } from "./steering.ts";

const fallback = { users: 7, usersPerSecond: 3, flood: 0, mix: usualMix };

test("byFlags plays what the variables say while no flag says anything", async (t) => {
  const { steering } = await open(t);
  assert.deepEqual(await steering.settings(), fallback);
});

test("byFlags plays what flags say, and tells of each change", async (t) => {
  const { steering, set } = await open(t);
  await set("loadGeneratorVUs", 37);
  await set("loadGeneratorRate", 10);
  await set("loadGeneratorFloodHomepage", "on");
  await set("loadGeneratorMix", "viewCart=1");
  const settings = await steering.settings();
  assert.deepEqual({ ...settings, mix: 0 }, { users: 37, usersPerSecond: 10, flood: 100, mix: 0 });
  assert.deepEqual([settings.mix.viewCart, settings.mix.browse], [1, 0]);
  await set("loadGeneratorTraffic", 0);
  assert.equal((await steering.settings()).users, 0);
});

test("byFlags tells once of a mix that it cannot read, and plays the usual one", async (t) => {
  const { steering, set, warned } = await open(t);
  await set("loadGeneratorMix", "sleep=1");
  assert.equal((await steering.settings()).mix, usualMix);
  assert.equal((await steering.settings()).mix, usualMix);
  assert.equal(warned.length, 1);
  assert.match(String(warned[0]), /"sleep=1" must be one of index, /);
});

/** Steering by a flag file of its own. `set` resolves when it has told of the change. */
async function open(t: TestContext) {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-steering-"));
  const path = join(folder.path, "flags.json");
  const flags = openFlagFile(path);
  const log = { warn() {}, error() {} };
  const faults = await openFaults({ path, service: "loadgenerator", log });
  const warned: string[] = [];
  const steering = byFlags(faults, fallback, (message) => void warned.push(message));
  t.after(async () => {
    flags[Symbol.dispose]();
    await faults[Symbol.asyncDispose]();
    await folder.remove();
  });
  return {
    steering,
    warned,
    async set(flag: string, value: string | number) {
      const changed = steering.changed();
      flags.set(flag, value);
      await t.waitFor(() => assert.ok(changed.aborted), { interval: 10, timeout: 20_000 });
    },
  };
}
