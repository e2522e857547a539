import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createEjection } from "./ejection.ts";

/** Advances mocked timers, and lets the promises that they settle go on. */
async function pass(ms: number) {
  mock.timers.tick(ms);
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

test("ejection ends when the time is over and the instance answers", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  using ejection = createEjection({ ping: async () => {} });
  assert.equal(ejection.sinceMs, undefined);
  ejection.eject();
  await pass(249);
  assert.notEqual(ejection.sinceMs, undefined);
  await pass(501);
  assert.equal(ejection.sinceMs, undefined);
});

test("ejection grows while the instance does not answer, up to its longest time", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  t.mock.method(Math, "random", () => 0.5);
  let pings = 0;
  const ping = async () => {
    pings += 1;
    throw new Error("no answer");
  };
  using ejection = createEjection({ ping });
  ejection.eject();
  for (const [ms, expected] of [
    [500, 1],
    [999, 1],
    [1, 2],
    [2_000, 3],
    [4_000, 4],
    [8_000, 5],
    [16_000, 6],
    [30_000, 7],
    [29_999, 7],
    [1, 8],
  ] as const) {
    await pass(ms);
    assert.equal(pings, expected);
    assert.notEqual(ejection.sinceMs, undefined);
  }
});

test("ejection is short again once the instance has answered a call", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  t.mock.method(Math, "random", () => 0.5);
  using ejection = createEjection({ ping: async () => {} });
  ejection.eject();
  await pass(500);
  ejection.eject();
  await pass(999);
  assert.notEqual(ejection.sinceMs, undefined);
  await pass(1);
  ejection.recovered();
  ejection.eject();
  await pass(500);
  assert.equal(ejection.sinceMs, undefined);
});

test("ejection spreads its times", (t) => {
  const times = new Set<number>();
  t.mock.method(globalThis, "setTimeout", (_run: () => void, ms: number) => {
    times.add(ms);
    return { unref: () => ({}) };
  });
  for (let i = 0; i < 20; i++) createEjection({ ping: async () => {} }).eject();
  assert.ok(times.size > 10, `only ${times.size} times in 20`);
  assert.ok(Math.min(...times) >= 250 && Math.max(...times) <= 750);
});
