import assert from "node:assert/strict";
import { test } from "node:test";
import { supervised } from "../testing/supervised.ts";
import { answer } from "../testing/write-program.ts";

const DEADLINE = { interval: 20, timeout: 60_000 };

test("a copy is started again after each edit of what it imports, also when it had crashed", async (t) => {
  const { supervisor, write, until } = await supervised(t);
  supervisor.add("adder");
  await until("adder: answer 1");
  await write("answer.ts", answer(2));
  await until("Changed: services/adder/src/answer.ts. Starting again: adder");
  await until("adder: answer 2");
  await write("answer.ts", "export const answer = ;");
  await until("adder: SyntaxError");
  await until("adder has ended with code 1. It starts again when one of its files changes");
  await write("answer.ts", answer(3));
  await until("adder: answer 3");
});

test("a copy that was killed is started again, without its failpoint, unless it is stopped", async (t) => {
  const failpoint = 'console.log("failpoint", process.env.FAILPOINT);';
  const { supervisor, until, said } = await supervised(t, failpoint);
  const copy = supervisor.add("adder");
  await until("failpoint adder-after-add");
  process.kill(copy.pid as number, "SIGKILL");
  await until("adder was ended by SIGKILL. It starts again in a second");
  await until("failpoint undefined");
  process.kill(copy.pid as number, "SIGKILL");
  await t.waitFor(() => assert.equal(said().match(/was ended by SIGKILL/g)?.length, 2), DEADLINE);
  await copy.stop();
  assert.equal(copy.pid, undefined);
  assert.equal(said().match(/failpoint/g)?.length, 2);
});

test("a copy can be added, which leaves PORT to the first, stopped, and restarted", async (t) => {
  const { supervisor, write, until, said } = await supervised(t);
  const first = supervisor.add("adder");
  await until("answer 1 with port 7000");
  const second = supervisor.add("adder");
  await until("answer 1 with port 0");
  assert.deepEqual(supervisor.copies, [first, second]);

  await second.stop();
  assert.equal(second.pid, undefined);
  const { pid } = first;
  assert(pid);
  await write("answer.ts", answer(2));
  await until("answer 2 with port 7000");
  assert.notEqual(first.pid, pid);
  assert.equal(second.pid, undefined, "an edit started a copy that was stopped");

  await second.restart();
  assert(second.pid);
  await until("answer 2 with port 0");
  assert.doesNotMatch(said(), /has ended/);
});

test("restart starts one process when it is asked twice, and none when stop comes after it", async (t) => {
  const { supervisor, until } = await supervised(t);
  const copy = supervisor.add("adder");
  await until("answer 1");
  const { pid } = copy;
  await Promise.all([copy.restart(), copy.restart()]);
  const next = copy.pid;
  assert(next);
  assert.notEqual(next, pid);
  await Promise.all([copy.restart(), copy.stop()]);
  assert.equal(copy.pid, undefined);
  assert.throws(() => process.kill(next, 0), { code: "ESRCH" });
});

test("a process that does not end is killed", async (t) => {
  const { supervisor, until } = await supervised(
    t,
    "process.on('exit', () => { for (;;); });",
    100,
  );
  const copy = supervisor.add("adder");
  await until("answer 1");
  const pid = copy.pid as number;
  await copy.stop();
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});
