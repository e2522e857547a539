import assert from "node:assert/strict";
import { test } from "node:test";
import { paymentKey } from "./payment-key.ts";

test("paymentKey differs for each order and user, and does not contain the user's id", () => {
  const key = paymentKey({ userId: "ann", key: "k" });
  assert.equal(paymentKey({ userId: "ann", key: "k" }), key);
  assert.match(key, /^[\w-]{43}$/);
  for (const [userId, other] of [
    ["ann", "l"],
    ["bob", "k"],
    ["an", "nk"],
    ["ann,k", ""],
  ] as const) {
    assert.notEqual(paymentKey({ userId, key: other }), key);
  }
});
