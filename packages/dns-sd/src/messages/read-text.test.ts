import assert from "node:assert/strict";
import { test } from "node:test";
import { readText } from "./read-text.ts";

test("readText keeps the first of a key, whatever its case", () => {
  const text = readText(["Zone=a", "zone=b", "=c", "flag", "empty=", "sum=1=1"]);
  assert.deepEqual(Object.fromEntries(text), { Zone: "a", empty: "", sum: "1=1" });
});
