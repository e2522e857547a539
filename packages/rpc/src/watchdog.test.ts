import assert from "node:assert/strict";
import { mock, type TestContext, test } from "node:test";
import { createWatchdog } from "./watchdog.ts";

const never = () => new Promise<void>(() => {});

async function ticks(count: number) {
  for (let i = 0; i < count; i++) {
    mock.timers.tick(250);
    await Promise.resolve();
  }
}

function watched(t: TestContext, ping: (signal: AbortSignal) => Promise<void>) {
  mock.timers.enable({ apis: ["setInterval"] });
  t.after(() => mock.timers.reset());
  const state = { frozen: 0, dead: 0, pings: 0, busy: true };
  const watchdog = createWatchdog({
    busy: () => state.busy,
    ping(signal) {
      state.pings += 1;
      return ping(signal);
    },
    onFrozen() {
      state.frozen += 1;
    },
    onDead() {
      state.dead += 1;
    },
  });
  watchdog.watch();
  return { state, watchdog };
}

test("watchdog reports a frozen instance within 2 s, and a dead one after 4", async (t) => {
  const { state } = watched(t, never);
  await ticks(5);
  assert.deepEqual([state.pings, state.frozen, state.dead], [1, 0, 0]);
  await ticks(1);
  assert.deepEqual([state.pings, state.frozen, state.dead], [1, 1, 0]);
  await ticks(9);
  assert.deepEqual([state.pings, state.frozen, state.dead], [1, 1, 0]);
  await ticks(1);
  assert.deepEqual([state.pings, state.frozen, state.dead], [1, 1, 1]);
});

test("watchdog starts again when a busy instance answers the ping late", async (t) => {
  const answer = Promise.withResolvers<void>();
  const { state } = watched(t, () => answer.promise);
  await ticks(10);
  answer.resolve();
  await ticks(12);
  assert.deepEqual([state.frozen, state.dead], [1, 0]);
});

test("watchdog reports nothing while pings are answered", async (t) => {
  const { state } = watched(t, async () => {});
  await ticks(20);
  assert.equal(state.frozen, 0);
  assert.ok(state.pings >= 5);
});

test("watchdog counts a refused ping as an answer", async (t) => {
  const { state } = watched(t, () => Promise.reject(new Error("connection refused")));
  await ticks(20);
  assert.equal(state.frozen, 0);
});

test("watchdog asks nothing while calls are answered", async (t) => {
  const { state, watchdog } = watched(t, never);
  for (let i = 0; i < 10; i++) {
    await ticks(1);
    watchdog.heard();
  }
  assert.equal(state.pings, 0);
});

test("watchdog stops when no call is in flight", async (t) => {
  const { state } = watched(t, never);
  state.busy = false;
  await ticks(10);
  assert.deepEqual([state.pings, state.frozen], [0, 0]);
});
