import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeptCharges } from "./kept-charges.ts";

function setUp(max: number) {
  const clock = { ms: 0 };
  const charges = createKeptCharges({ max, forMs: 1_000, now: () => clock.ms });
  const keep = (key: string) => {
    charges.keep(key, { amount: { currencyCode: "USD", nanos: 1n }, transactionId: `t ${key}` });
  };
  const kept = (...keys: string[]) => keys.filter((key) => charges.find(key) !== undefined);
  return { clock, charges, keep, kept };
}

test("createKeptCharges finds what was charged under a key", () => {
  const { charges, keep } = setUp(10);
  keep("a");
  assert.equal(charges.find("a")?.transactionId, "t a");
  assert.equal(charges.find("b"), undefined);
});

test("createKeptCharges forgets a charge after its time", () => {
  const { clock, keep, kept } = setUp(10);
  keep("a");
  clock.ms = 600;
  keep("b");
  clock.ms = 999;
  assert.deepEqual(kept("a", "b"), ["a", "b"]);
  clock.ms = 1_000;
  assert.deepEqual(kept("a", "b"), ["b"]);
  clock.ms = 1_600;
  assert.deepEqual(kept("a", "b"), []);
});

test("createKeptCharges keeps at most max charges, and forgets the oldest first", () => {
  const { keep, kept } = setUp(2);
  for (const key of ["a", "b", "c"]) keep(key);
  assert.deepEqual(kept("a", "b", "c"), ["b", "c"]);
});
