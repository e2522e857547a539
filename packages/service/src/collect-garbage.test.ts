import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { collectGarbage } from "./collect-garbage.ts";

test("collectGarbage collects what nobody holds, and leaves no way to collect behind", async () => {
  const garbage = new WeakRef({});
  // Until the end of the turn that made it, V8 keeps what a WeakRef points to.
  await turn();
  collectGarbage();
  assert.equal(garbage.deref(), undefined);
  assert.equal(globalThis.gc, undefined);
});
