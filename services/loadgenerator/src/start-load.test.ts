import assert from "node:assert/strict";
import { syncBuiltinESMExports } from "node:module";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { usualMix } from "./mix.ts";
import { startLoad } from "./start-load.ts";
import { createStatistics } from "./statistics.ts";
import { type LoadSettings, steadily } from "./steering.ts";
import { startFakeFrontend } from "./testing/start-fake-frontend.ts";

const DEADLINE = { interval: 10, timeout: 20_000 };

const settings = { users: 3, usersPerSecond: 2, flood: 0, mix: usualMix };

test("startLoad lets visitors in at their rate, until all are there", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  // For modules that import it by its name.
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.timers.reset();
    syncBuiltinESMExports();
  });
  const stopping = new AbortController();
  let visitors = 0;
  const load = await startLoad({
    // Asked once by each visitor, who then thinks for longer than the test lasts.
    target: async () => {
      visitors++;
      throw new Error("no shop");
    },
    steering: steadily(settings),
    thinkMs: () => 3_600_000,
    statistics: createStatistics(),
    signal: stopping.signal,
  });
  const seen: number[] = [];
  for (let ms = 0; ms < 2_000; ms += 250) {
    await turn();
    seen.push(visitors);
    t.mock.timers.tick(250);
  }
  assert.deepEqual(seen, [1, 1, 2, 2, 3, 3, 3, 3]);
  assert.equal(load.visitors, 3);
  stopping.abort();
  await load.ended;
});

test("startLoad lets visitors in and sends them home as the settings change", async (t) => {
  const { load, change, frontend } = await start(t, { ...settings, usersPerSecond: 1_000 });
  await t.waitFor(() => assert.equal(load.visitors, 3), DEADLINE);
  change({ users: 0 });
  await t.waitFor(() => assert.equal(load.visitors, 0), DEADLINE);
  // Before those who leave are gone.
  change({ users: 5 });
  await t.waitFor(() => assert.equal(load.visitors, 5), DEADLINE);
  const before = frontend.requests.length;
  await t.waitFor(() => assert.ok(frontend.requests.length > before + 5), DEADLINE);
});

test("startLoad plays another mix, and floods the home page, at once", async (t) => {
  const { change, frontend } = await start(t, { ...settings, usersPerSecond: 1_000 });
  change({ mix: { ...usualMix, index: 0, browse: 0, setCurrency: 0, addToCart: 0, checkout: 0 } });
  const last = () => frontend.requests.slice(-20);
  await t.waitFor(() => {
    assert.ok(last().length === 20 && last().every((each) => each === "GET /cart"));
  }, DEADLINE);
  change({ flood: 20 });
  await t.waitFor(() => {
    assert.ok(last().filter((each) => each === "GET /").length >= 18);
  }, DEADLINE);
  // One who has begun a flood without end stops as well.
  change({ flood: 1e9 });
  const before = frontend.requests.length;
  await t.waitFor(() => assert.ok(frontend.requests.length > before + 60), DEADLINE);
  change({ flood: 0 });
  await t.waitFor(() => assert.ok(last().every((each) => each === "GET /cart")), DEADLINE);
});

test("startLoad lets nobody in early at a rate that is almost nothing", async (t) => {
  const { load, frontend } = await start(t, { ...settings, usersPerSecond: 1e-9 });
  await t.waitFor(() => assert.ok(frontend.requests.length > 10), DEADLINE);
  assert.equal(load.visitors, 1);
});

/** A load on a frontend of its own, whose settings can be changed. */
async function start(t: TestContext, initial: LoadSettings) {
  const frontend = await startFakeFrontend();
  const stopping = new AbortController();
  let now = initial;
  let changing = new AbortController();
  const load = await startLoad({
    target: async () => frontend.url,
    steering: { settings: async () => now, changed: () => changing.signal },
    thinkMs: () => 0,
    statistics: createStatistics(),
    signal: stopping.signal,
  });
  t.after(async () => {
    stopping.abort();
    await load.ended;
    await frontend[Symbol.asyncDispose]();
  });
  return {
    load,
    frontend,
    change(settings: Partial<LoadSettings>) {
      now = { ...now, ...settings };
      const last = changing;
      changing = new AbortController();
      last.abort();
    },
  };
}
