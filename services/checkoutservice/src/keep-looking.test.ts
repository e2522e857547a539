import assert from "node:assert/strict";
import { test } from "node:test";
import { keepLooking } from "./keep-looking.ts";

test("keepLooking looks at once and again, after a failure too, and at once when hurried", {
  timeout: 30_000,
}, async (t) => {
  const looks: boolean[] = [];
  await using looking = keepLooking(async (hurried) => {
    looks.push(hurried);
    throw new Error("the store is out of reach");
  });
  assert.deepEqual(looks, [false]);
  await t.waitFor(() => assert.deepEqual(looks, [false, false]), { timeout: 20_000 });
  looking.hurry();
  await t.waitFor(() => assert.deepEqual(looks.slice(0, 3), [false, false, true]), {
    timeout: 20_000,
  });
});

test("keepLooking waits for a look that runs when it is disposed", async () => {
  const running = Promise.withResolvers<void>();
  let ended = false;
  const looking = keepLooking(async () => {
    await running.promise;
    ended = true;
  });
  const disposed = looking[Symbol.asyncDispose]();
  running.resolve();
  await disposed;
  assert.equal(ended, true);
});
