import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";

/** Runs a program that is about to have started, and ends with what `dispose` does. */
function run(t: TestContext, dispose: string) {
  return runStart(
    t,
    `process.stderr.write("announced");
    await setTimeout(200);
    return { async [Symbol.asyncDispose]() { ${dispose} } };`,
  );
}

/** Runs a program that starts in this way. */
function runStart(t: TestContext, start: string) {
  const module = JSON.stringify(import.meta.resolve("./run-until-stopped.ts"));
  const program = `
    import { setTimeout } from "node:timers/promises";
    import { runUntilStopped } from ${module};
    await runUntilStopped("a service", async () => { ${start} });`;
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

test("runUntilStopped says why it cannot start in one line, without the kind of the error", async (t) => {
  for (const [start, line] of [
    ['throw new Error("Cannot read a file")', "Cannot read a file"],
    ['throw new RangeError("It is too large")', "It is too large"],
    ["throw new AggregateError([])", "AggregateError"],
    ['throw "a text"', "a text"],
  ] as const) {
    const child = runStart(t, start);
    const exit = once(child, "exit");
    assert.equal(await text(child.stderr), `a service cannot start: ${line}\n`);
    assert.deepEqual(await exit, [1, null]);
  }
});
