import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheControl } from "./cache-control.ts";

const read = (text: string) => cacheControl(new Headers({ "cache-control": text }));

test("cacheControl reads the three ages, whatever the case, order and quotes", () => {
  assert.deepEqual(read('Stale-If-Error="60", MAX-AGE=5,public,stale-while-revalidate=10'), {
    maxAgeMs: 5_000,
    staleWhileRevalidateMs: 10_000,
    staleIfErrorMs: 60_000,
  });
});

test("cacheControl allows no stale use without a directive for it", () => {
  const expected = { maxAgeMs: 5_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
  assert.deepEqual(read("max-age=5"), expected);
  assert.deepEqual(read("max-age=5, stale-if-error=9, must-revalidate"), expected);
});

test("cacheControl reads a broken age as 0", () => {
  assert.equal(read("max-age=soon")?.maxAgeMs, 0);
  assert.equal(read("max-age=-1")?.maxAgeMs, 0);
  assert.equal(read("max-age=1.5")?.maxAgeMs, 0);
});

test("cacheControl keeps nothing without max-age, or when it is forbidden", () => {
  for (const text of [
    "",
    "stale-if-error=60",
    "max-age=5, no-store",
    "no-cache, max-age=5",
    "max-age=5, private",
  ]) {
    assert.equal(read(text), undefined, text);
  }
  assert.equal(cacheControl(new Headers()), undefined);
  const varying = new Headers({ "cache-control": "max-age=5", vary: "accept-language" });
  assert.equal(cacheControl(varying), undefined);
});
