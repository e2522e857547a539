import assert from "node:assert/strict";
import { test } from "node:test";
import { pickLessLoaded } from "./pick-less-loaded.ts";

test("pickLessLoaded picks nothing when there is nothing", () => {
  assert.equal(pickLessLoaded([]), undefined);
});

test("pickLessLoaded picks the only one, however loaded", () => {
  const only = { inFlight: 9 };
  assert.equal(pickLessLoaded([only]), only);
});

test("pickLessLoaded picks the less loaded of two, in either order", (t) => {
  const busy = { inFlight: 2 };
  const idle = { inFlight: 1 };
  let random = 0;
  t.mock.method(Math, "random", () => random);
  for (random of [0, 0.5, 0.999]) {
    assert.equal(pickLessLoaded([busy, idle]), idle);
  }
});

test("pickLessLoaded always compares two different ones", () => {
  const instances = [{ inFlight: 0 }, { inFlight: 1 }, { inFlight: 1 }];
  const picked = new Map<unknown, number>();
  for (let i = 0; i < 3000; i++) {
    const one = pickLessLoaded(instances);
    picked.set(one, (picked.get(one) ?? 0) + 1);
  }
  // The idle one is in two of the three pairs, and is picked from both.
  const share = (picked.get(instances[0]) ?? 0) / 3000;
  assert.ok(share > 0.6 && share < 0.73, `share ${share} is not near 2/3`);
});

test("pickLessLoaded spreads evenly over equals", () => {
  const instances = [{ inFlight: 0 }, { inFlight: 0 }, { inFlight: 0 }, { inFlight: 0 }];
  const picked = new Set<unknown>();
  for (let i = 0; i < 500; i++) picked.add(pickLessLoaded(instances));
  assert.equal(picked.size, 4);
});
