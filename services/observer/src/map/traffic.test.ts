import assert from "node:assert/strict";
import { test } from "node:test";
import { createTraffic, VISITORS } from "./traffic.ts";

const call = { callee: "cartservice", startMs: 10_000, durationMs: 3 };

test("traffic counts the calls between two services, and those of visitors", () => {
  const traffic = createTraffic();
  traffic.add([{ ...call, caller: "frontend" }, call, { ...call, error: "unavailable" }], 10_100);
  const [inside, outside] = traffic.edges(10_100);
  assert.deepEqual([inside?.from, inside?.to, inside?.perSecond], ["frontend", "cartservice", 0.1]);
  assert.deepEqual([outside?.from, outside?.perSecond], [VISITORS, 0.2]);
  assert.equal(outside?.failedPerSecond, 0.1);
});

test("traffic returns a spark for each fresh call, as far apart as the calls were", () => {
  const traffic = createTraffic();
  const later = { ...call, startMs: 10_150, error: "unavailable" };
  const edge = "visitors>cartservice";
  assert.deepEqual(traffic.add([call, later, { ...call, startMs: 1_000 }], 10_300), [
    { edge, afterMs: 0, failed: false },
    { edge, afterMs: 150, failed: true },
  ]);
});

test("traffic returns a sample of many calls, and counts them all", () => {
  const traffic = createTraffic();
  const calls = Array.from({ length: 600 }, (_, index) => ({ ...call, startMs: 10_000 + index }));
  const sparks = traffic.add(calls, 10_700);
  assert.equal(sparks.length, 60);
  assert.equal(sparks.at(-1)?.afterMs, 590);
  assert.equal(traffic.edges(10_700)[0]?.perSecond, 60);
});

test("traffic leaves out what is more than a map can show", () => {
  const traffic = createTraffic();
  const calls = Array.from({ length: 1_000 }, (_, index) => ({ ...call, callee: `s${index}` }));
  traffic.add(calls, 10_000);
  assert.equal(traffic.size, 300);
});
