import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { answer, writeProgram } from "./testing/write-program.ts";

const DEADLINE = { interval: 20, timeout: 60_000 };

test("watch starts a program again whenever a file of its own is rewritten or replaced", async (t) => {
  const { write, until, ended } = await watched(t);
  await until("answer 1");
  await write("answer.ts", answer(2));
  await until("answer 2");
  await write("answer.ts", answer(3));
  await until("answer 3");
  await write("other.ts", "nobody imports it");
  assert.equal(await ended("SIGINT"), 0);
});

test("watch waits for an edit when the program has crashed", async (t) => {
  const { write, until, ended } = await watched(t);
  await until("answer 1");
  await write("answer.ts", "export const answer = ;");
  await until("SyntaxError");
  await until("Ended with code 1: waiting for an edit");
  await write("answer.ts", answer(2));
  await until("answer 2");
  await write("answer.ts", `${answer(2)} process.exit(3);`);
  await until("Ended with code 3: waiting for an edit");
  assert.equal(await ended("SIGTERM"), 0);
});

test("watch ends when the program has ended well", async (t) => {
  const { until, ended } = await watched(t, "");
  await until("answer 1");
  assert.equal(await ended(), 0);
});

test("watch leaves the inspector to the program", async (t) => {
  const { until, output, ended } = await watched(t, undefined, {
    NODE_OPTIONS: "--inspect=127.0.0.1:0",
  });
  await until("answer 1");
  const inspectors = () =>
    output()
      .matchAll(/listening on ws:\/\/(\S+)\//g)
      .toArray();
  await t.waitFor(() => assert.equal(inspectors().length, 2), DEADLINE);
  const titles = inspectors().map(async ([, host]) => {
    const targets = await (await fetch(`http://${host}/json/list`)).json();
    return (targets as { title: string }[])[0]?.title;
  });
  const answered = (await Promise.allSettled(titles)).filter(
    ({ status }) => status === "fulfilled",
  );
  assert.deepEqual(answered, [{ status: "fulfilled", value: "main.ts" }]);
  assert.equal(await ended("SIGTERM"), 0);
});

/** Watches the program of writeProgram. */
async function watched(t: TestContext, rest?: string, env: NodeJS.ProcessEnv = {}) {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-watch-"));
  const write = await writeProgram(folder, rest);
  const child = spawn(process.execPath, [join(import.meta.dirname, "watch.mjs"), "main.ts"], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const exit = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  t.after(async () => {
    child.kill("SIGTERM");
    await exit;
    await rm(folder, { recursive: true });
  });
  return {
    write,
    output: () => output,
    until: (text: string) => t.waitFor(() => assert(output.includes(text), output), DEADLINE),
    async ended(signal?: NodeJS.Signals): Promise<number> {
      if (signal) child.kill(signal);
      const [code] = await exit;
      return code;
    },
  };
}
