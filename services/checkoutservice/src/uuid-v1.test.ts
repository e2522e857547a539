import assert from "node:assert/strict";
import { test } from "node:test";
import { uuidV1 } from "./uuid-v1.ts";

test("uuidV1 returns ids of version 1 that all differ", () => {
  const ids = Array.from({ length: 10_000 }, uuidV1);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  assert.equal(new Set(ids).size, ids.length);
});

test("uuidV1 carries the time, and a node that is no network card's", (t) => {
  // The moment and the timestamp fields of the example in RFC 9562, appendix A.1.
  t.mock.timers.enable({ apis: ["Date"], now: Date.UTC(2022, 1, 22, 19, 22, 22) });
  const id = uuidV1();
  assert.match(id, /^c232ab00-9414-11ec-/);
  assert.equal(Number.parseInt(id.slice(24, 26), 16) & 1, 1);
});
