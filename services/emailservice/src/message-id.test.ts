import assert from "node:assert/strict";
import { test } from "node:test";
import { messageId } from "./message-id.ts";

test("messageId is the same for one key, another for another, and new without a key", () => {
  const from = "orders@shop.example";
  assert.equal(messageId("order", from), messageId("order", from));
  const ids = ["order", "Order", "order ", "", ""].map((key) => messageId(key, from));
  assert.equal(new Set(ids).size, 5);
});

test("messageId has the form of RFC 5322, whatever the key", () => {
  for (const key of [
    "",
    "1f0c7c5e-c7d2-11f0-9c2b-8b1f6e2d4a37",
    "a b>\r\nBcc: x@y",
    "🔑".repeat(64),
  ]) {
    assert.match(messageId(key, "orders@shop.example"), /^<[0-9a-f-]{36,64}@shop\.example>$/);
  }
});
