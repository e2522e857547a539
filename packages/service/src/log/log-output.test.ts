import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";

/** Runs a program that has a logger, `log`, of what a service would have. */
function run(t: TestContext, format: string, program: string) {
  const module = JSON.stringify(import.meta.resolve("./create-logger.ts"));
  const settings = JSON.stringify({ LOG_LEVEL: "info", LOG_FORMAT: format });
  const prelude = `
    import { createLogger } from ${module};
    const log = await createLogger("a service", ${settings});`;
  const child = spawn(
    process.execPath,
    ["--input-type=module-typescript", "--eval", prelude + program],
    { stdio: ["ignore", "pipe", "inherit", "ipc"], env: { ...process.env, NO_COLOR: "1" } },
  );
  t.after(() => child.kill("SIGKILL"));
  assert.ok(child.stdout);
  return Object.assign(child, { stdout: child.stdout });
}

const LINES = 20_000;

for (const format of ["json", "pretty"]) {
  // No more than even a socket takes at once, which is what a child of Node writes to.
  test(`a log has all its lines after its process was killed (${format})`, async (t) => {
    const child = run(
      t,
      format,
      `
      for (let i = 0; i < 50; i++) log.info("a line");
      process.kill(process.pid, "SIGKILL");`,
    );
    assert.equal((await text(child.stdout)).match(/a line/g)?.length, 50);
  });

  test(`a log has no control characters (${format})`, async (t) => {
    const child = run(
      t,
      format,
      `
      const attack = ${JSON.stringify("\u001b[2J\u009b1m\u202e\r\n[21:00] INFO: forged")};
      log.warn({ attack, err: new Error(attack) }, attack);
      process.disconnect();`,
    );
    const log = await text(child.stdout);
    assert.match(log, /\\u001b\[2J/);
    assert.match(log, /^[ -~\n]*$/);
    assert.doesNotMatch(log, /^\[21:00\]/m);
  });

  test(`a log keeps 1 MB for a reader that stalls, and says how many lines it dropped (${format})`, async (t) => {
    const child = run(
      t,
      format,
      `
      for (let i = 0; i < ${LINES}; i++) log.info("a line ${".".repeat(200)}");
      process.send("logged");
      process.once("message", () => { log.info("the end"); process.disconnect(); });`,
    );
    // Nobody reads yet, and it goes on all the same.
    await once(child, "message");
    const reading = text(child.stdout.on("data", tellWhenItHasCaughtUp));
    function tellWhenItHasCaughtUp(chunk: Buffer) {
      if (chunk.includes("are missing here")) child.send("end");
    }
    const log = await reading;
    const kept = log.match(/a line/g)?.length ?? 0;
    const lost = Number(/lines"?: ?(\d+)/.exec(log)?.[1]);
    assert.equal(kept + lost, LINES);
    // The pipe holds some as well.
    assert.ok(log.length > 1_000_000 && log.length < 1_400_000, `${log.length} characters`);
    assert.match(log, /are missing here.*the end/s);
  });
}

test("a program goes on when the reader of its log has gone", async (t) => {
  const child = run(
    t,
    "json",
    `
    process.once("message", () => {
      for (let i = 0; i < 10; i++) log.info("a line");
      setImmediate(() => { process.send("still here"); process.disconnect(); });
    });`,
  );
  const exit = once(child, "exit");
  child.stdout.destroy();
  await once(child.stdout, "close");
  child.send("the reader has gone");
  assert.deepEqual(await once(child, "message"), ["still here", undefined]);
  assert.deepEqual(await exit, [0, null]);
});
