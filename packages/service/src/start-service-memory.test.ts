import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

for (const [what, script, ...args] of [
  ["call", "kept-of-a-call.ts"],
  ["call that node:http reads", "kept-of-a-call.ts", "node:http"],
  ["page", "kept-of-a-page.ts"],
] as const) {
  test(`a port keeps nothing of an answered ${what} until a major collection`, async () => {
    const program = ["--expose-gc", join(import.meta.dirname, "testing", script), ...args];
    const { stdout } = await promisify(execFile)(process.execPath, program);
    // Node's own HTTP keeps 100 bytes of each. A request that is kept has 4 kB.
    assert.ok(Number(stdout) < 1_000, `${stdout.trim()} bytes are kept of a ${what}`);
  });
}
