import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";

test("runUntilStopped disposes what was about to have started when it is interrupted", async (t) => {
  const module = JSON.stringify(import.meta.resolve("./run-until-stopped.ts"));
  const program = `
    import { setTimeout } from "node:timers/promises";
    import { runUntilStopped } from ${module};
    await runUntilStopped("a service", async () => {
      process.stderr.write("announced");
      await setTimeout(200);
      return { async [Symbol.asyncDispose]() { process.stdout.write("withdrawn"); } };
    });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program]);
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit");
  const said = text(child.stdout);
  await once(child.stderr, "data");
  child.kill("SIGINT");
  assert.deepEqual(await exit, [0, null]);
  assert.equal(await said, "withdrawn");
});
