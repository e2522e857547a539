import assert from "node:assert/strict";
import crypto, { randomUUID } from "node:crypto";
import { test } from "node:test";
import { setInterval as ticks, setTimeout as wait } from "node:timers/promises";
import "./install.ts";
import { createSimulatedProcess } from "./simulated-process.ts";
import { beginWorld } from "./world.ts";

const HOUR_MS = 3_600_000;

test("a world lets hours pass at once, by every clock and timer", async () => {
  const world = beginWorld(1);
  const began = new Date();
  const seen: string[] = [];
  setTimeout((text: string) => seen.push(text), 2 * HOUR_MS, "timer");
  AbortSignal.timeout(HOUR_MS).addEventListener("abort", () => seen.push("signal"));
  await world.run(wait(3 * HOUR_MS), Infinity);
  assert.deepEqual(seen, ["signal", "timer"]);
  assert.equal(performance.now(), 3 * HOUR_MS);
  assert.equal(Date.now() - began.getTime(), 3 * HOUR_MS);
});

test("a world runs no timer that was cleared, or whose wait was aborted", async () => {
  const world = beginWorld(1);
  const stop = new AbortController();
  clearTimeout(setTimeout(() => assert.fail("it was cleared"), 10));
  const aborted = wait(10, undefined, { signal: stop.signal });
  let count = 0;
  const interval = setInterval(() => {
    count += 1;
    if (count === 3) clearInterval(interval);
  }, 1);
  stop.abort();
  await assert.rejects(aborted, { name: "AbortError" });
  await world.run(wait(20), Infinity);
  assert.equal(count, 3);
});

test("a world ticks until the reader stops", async () => {
  const world = beginWorld(1);
  const times: number[] = [];
  async function read() {
    for await (const _ of ticks(100)) {
      times.push(performance.now());
      if (times.length === 3) break;
    }
  }
  await world.run(read(), Infinity);
  assert.deepEqual(times, [100, 200, 300]);
});

test("a world of the same seed has the same chance, and another seed another", async () => {
  const draw = (seed: number) => {
    beginWorld(seed);
    return [Math.random(), randomUUID(), crypto.randomBytes(8).toString("hex")];
  };
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  assert.match(`${draw(1)[1]}`, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test("a world runs no timer of a process that has died", async () => {
  const world = beginWorld(1);
  const process = createSimulatedProcess({ name: "cartservice.1", service: "cartservice" });
  process.run(() => setTimeout(() => assert.fail("it has died"), 10));
  setTimeout(() => process.kill(), 5);
  await world.run(wait(20), Infinity);
});

test("a process has a wall clock and a monotonic clock of its own", () => {
  beginWorld(1);
  const process = createSimulatedProcess({
    name: "cartservice.1",
    service: "cartservice",
    monotonicStartMs: 500,
  });
  process.clockErrorMs = -HOUR_MS;
  assert.equal(process.run(() => performance.now()) - performance.now(), 500);
  assert.equal(process.run(() => Date.now()) - Date.now(), -HOUR_MS);
});

test("run rejects when the time is over, and when nothing is left to happen", async () => {
  await assert.rejects(beginWorld(1).run(wait(20), 10), /still waits after 10 ms/);
  await assert.rejects(beginWorld(1).run(new Promise(() => {}), 10), /Nothing is left to happen/);
});
