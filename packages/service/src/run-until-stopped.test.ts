import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";

/** Runs a program that is about to have started, and ends with what `dispose` does. */
function run(t: TestContext, dispose: string) {
  const module = JSON.stringify(import.meta.resolve("./run-until-stopped.ts"));
  const program = `
    import { setTimeout } from "node:timers/promises";
    import { runUntilStopped } from ${module};
    await runUntilStopped("a service", async () => {
      process.stderr.write("announced");
      await setTimeout(200);
      return { async [Symbol.asyncDispose]() { ${dispose} } };
    });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program]);
  t.after(() => child.kill("SIGKILL"));
  return child;
}

test("runUntilStopped disposes what starts while it is interrupted", async (t) => {
  const child = run(t, 'process.stdout.write("withdrawn")');
  const exit = once(child, "exit");
  const said = text(child.stdout);
  await once(child.stderr, "data");
  child.kill("SIGINT");
  assert.deepEqual(await exit, [0, null]);
  assert.equal(await said, "withdrawn");
});

test("runUntilStopped exits when its output was read, or when the reader stalls", async (t) => {
  for (const reads of [true, false]) {
    const child = run(t, 'process.stdout.write("a line\\n".repeat(100_000))');
    const exit = once(child, "exit");
    await once(child.stderr, "data");
    const said = reads ? text(child.stdout) : undefined;
    child.kill("SIGINT");
    assert.deepEqual(await exit, [0, null]);
    if (said) assert.equal((await said).length, 700_000);
  }
});
