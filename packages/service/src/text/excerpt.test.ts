import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt } from "./excerpt.ts";

test("excerpt returns the text when it is short", () => {
  assert.equal(excerpt("XYZ"), "XYZ");
  assert.equal(excerpt("x".repeat(100)), "x".repeat(100));
});

test("excerpt returns the beginning when the text is long", () => {
  assert.equal(excerpt("x".repeat(1_000_000)), `${"x".repeat(100)}…`);
});

test("excerpt returns well-formed Unicode when a surrogate pair is cut", () => {
  assert.equal(excerpt(`${"x".repeat(99)}🕶🕶`), `${"x".repeat(99)}\ufffd…`);
  assert.equal(excerpt("\ud83d"), "\ufffd");
});
