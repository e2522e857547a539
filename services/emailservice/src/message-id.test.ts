import assert from "node:assert/strict";
import { test } from "node:test";
import { messageId } from "./message-id.ts";

const from = "orders@shop.example";

test("messageId begins with a key that may stand in an id", () => {
  const key = "1f0c7c5e-c7d2-11f0-9c2b-8b1f6e2d4a37";
  assert.equal(messageId(key, from), `<${key}@shop.example>`);
  assert.equal(messageId(`${key}.canceled`, from), `<${key}.canceled@shop.example>`);
});

test("messageId hashes any other key, and makes an id where there is none", () => {
  const keys = [
    "",
    "",
    "a b",
    "a  b",
    "a>\r\nBcc: x@y",
    "a..b",
    ".a",
    "a\n",
    "ключ",
    "🔑".repeat(64),
  ];
  const ids = keys.map((key) => messageId(key, from));
  for (const id of ids) assert.match(id, /^<[0-9a-f-]{36,64}@shop\.example>$/);
  assert.equal(new Set(ids).size, keys.length);
  assert.equal(messageId("a b", from), messageId("a b", from));
});
