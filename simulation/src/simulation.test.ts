import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { declaredFailpoints } from "@hipstershop/tools/failpoints";
import { mutations } from "./mutations/mutations.ts";
import { applyChange } from "./run/apply-mutation.ts";
import { findMutation } from "./run/find-mutation.ts";
import { simulate } from "./run/simulate.ts";

const GATE = { first: 1, last: 500 };

test("the shop keeps its promises in 500 schedules, and each failpoint is reached", async () => {
  const { seeds, broken, failpoints } = await simulate(GATE);
  const told = broken.map(({ seed, problems }) => ({ seed, problems }));
  assert.deepEqual(told, []);
  assert.equal(seeds, 500);
  const missed = (await declaredFailpoints()).filter((name) => !failpoints.has(name));
  assert.deepEqual(missed, []);
});

test("a seed has the same story in every process, whatever ran there before", async () => {
  const hashes: string[] = [];
  for (const first of [1, 3, 5]) {
    await simulate({
      ...{ first, last: 5 },
      onOutcome: ({ seed, hash }) => void (seed === 5 && hashes.push(hash)),
    });
  }
  assert.equal(hashes.length, 3);
  assert.equal(new Set(hashes).size, 1);
});

/** Those that are noticed first. */
const FASTEST = ["way-back-from-capturing", "key-tombstone", "removal-once", "intent-to-capture"];

for (const mutation of FASTEST) {
  test(`500 schedules notice the mutation ${mutation}`, async () => {
    assert.ok(await findMutation({ ...GATE, mutation }));
  });
}

for (const [name, { changes }] of Object.entries(mutations)) {
  test(`the mutation ${name} finds each of its texts once`, async () => {
    for (const change of changes) {
      applyChange(await readFile(join(import.meta.dirname, "../..", change.file), "utf8"), change);
    }
  });
}
