import assert from "node:assert/strict";
import { test } from "node:test";
import { printable } from "./printable.ts";

test("printable shows what a terminal would obey", () => {
  assert.equal(
    printable("\u001b[2J\u009b1m\r\nred\u007f\u202e"),
    "\\u001b[2J\\u009b1m\\u000d\\u000ared\\u007f\\u202e",
  );
});

test("printable leaves ordinary text alone, in any script", () => {
  const text = 'a "Café" — ☕️ 👩‍🍳 \\n שלום مرحبا';
  assert.equal(printable(text), text);
});

test("printable leaves the meaning of JSON alone", () => {
  const value = { text: "\u001b\u007f\u009b\u202e\n" };
  assert.deepEqual(JSON.parse(printable(JSON.stringify(value))), value);
});
