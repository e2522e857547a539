import assert from "node:assert/strict";
import { test } from "node:test";
import { keepBusy } from "./keep-busy.ts";

test("keepBusy uses a processor until it is disposed, and the process still answers", async (t) => {
  const startUs = process.cpuUsage().user;
  const busy = keepBusy();
  await t.waitFor(() => assert.ok(process.cpuUsage().user - startUs > 200_000), {
    interval: 5,
    timeout: 20_000,
  });
  await busy[Symbol.asyncDispose]();
  const { user } = process.cpuUsage();
  await new Promise(setImmediate);
  assert.ok(process.cpuUsage().user - user < 100_000);
});
