import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createEjection } from "./ejection.ts";

/** Advances mocked timers and lets what they started go on. */
async function pass(ms: number) {
  mock.timers.tick(ms);
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

test("ejection ends when the time is over and the instance answers", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  using ejection = createEjection({ ping: async () => {}, baseMs: 100 });
  assert.equal(ejection.sinceMs !== undefined, false);
  ejection.eject();
  await pass(49);
  assert.equal(ejection.sinceMs !== undefined, true);
  await pass(101);
  assert.equal(ejection.sinceMs !== undefined, false);
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
  using ejection = createEjection({ ping, baseMs: 100, maxMs: 400 });
  ejection.eject();
  for (const [ms, expected] of [
    [100, 1],
    [199, 1],
    [1, 2],
    [400, 3],
    [399, 3],
    [1, 4],
  ] as const) {
    await pass(ms);
    assert.equal(pings, expected);
    assert.equal(ejection.sinceMs !== undefined, true);
  }
});

test("ejection is short again once the instance has answered a call", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  t.mock.method(Math, "random", () => 0.5);
  using ejection = createEjection({ ping: async () => {}, baseMs: 100 });
  ejection.eject();
  await pass(100);
  ejection.eject();
  await pass(199);
  assert.equal(ejection.sinceMs !== undefined, true);
  await pass(1);
  ejection.recovered();
  ejection.eject();
  await pass(100);
  assert.equal(ejection.sinceMs !== undefined, false);
});

test("ejection spreads its times", (t) => {
  const times = new Set<number>();
  t.mock.method(globalThis, "setTimeout", (_run: () => void, ms: number) => {
    times.add(ms);
    return { unref: () => ({}) };
  });
  for (let i = 0; i < 20; i++) createEjection({ ping: async () => {}, baseMs: 100 }).eject();
  assert.ok(times.size > 10, `only ${times.size} times in 20`);
  assert.ok(Math.min(...times) >= 50 && Math.max(...times) <= 150);
});
