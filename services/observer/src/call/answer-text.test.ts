import assert from "node:assert/strict";
import { test } from "node:test";
import { answerText } from "./answer-text.ts";

test("answerText cuts a long answer at the end of a line, and says how long it was", () => {
  assert.deepEqual(answerText({ a: 1 }), { text: '{\n  "a": 1\n}' });
  const { text, cut } = answerText(Array.from({ length: 20_000 }, () => "product"));
  assert.match(text, /"product",$/);
  assert.equal(cut, "Only 64 kB of 254 kB are shown.");
});
