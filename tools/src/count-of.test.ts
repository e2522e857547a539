import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf } from "./count-of.ts";

test("countOf has one of a thing in the singular, and none and many in the plural", () => {
  assert.equal(countOf(1, "seed"), "1 seed");
  assert.equal(countOf(0, "seed"), "0 seeds");
  assert.equal(countOf(1, "delivery", "deliveries"), "1 delivery");
  assert.equal(countOf(2, "delivery", "deliveries"), "2 deliveries");
});
