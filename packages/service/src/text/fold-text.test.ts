import assert from "node:assert/strict";
import { test } from "node:test";
import { foldText } from "./fold-text.ts";

test("foldText gives one text for all spellings of a word", () => {
  for (const [one, other] of [
    ["Mug", "mUG"],
    ["Café", "cafe\u0301"],
    ["straße", "STRASSE"],
    ["ΟΔΟΣ", "οδος"],
    ["ＭＵＧ", "mug"],
    ["salt & pepper", "Salt\u00a0& Pepper"],
    ["sun\u00adglasses", "sunglasses"],
    ["ﬁne", "fine"],
  ] as const) {
    assert.equal(foldText(one), foldText(other));
  }
  assert.notEqual(foldText("mug"), foldText("mags"));
});
