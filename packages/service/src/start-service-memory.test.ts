import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

test("startService keeps nothing of an answered call until a major collection", async () => {
  const script = join(import.meta.dirname, "testing/kept-of-a-call.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script]);
  // Node's own HTTP keeps 100 bytes of each. A request that is kept has 4 kB.
  assert.ok(Number(stdout) < 1_000, `${stdout.trim()} bytes are kept of a call`);
});
