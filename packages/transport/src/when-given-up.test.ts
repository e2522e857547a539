import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Code, type ConnectError } from "@connectrpc/connect";
import { whenGivenUp } from "./when-given-up.ts";

test("whenGivenUp gives up without a warning when the time was over before", async (t) => {
  const warnings: string[] = [];
  const note = ({ name }: Error) => warnings.push(name);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  const error = await new Promise<ConnectError>((resolve) => {
    whenGivenUp(undefined, -5, resolve);
  });
  assert.equal(error.code, Code.DeadlineExceeded);
  await setImmediate();
  assert.deepEqual(warnings, []);
});
