import assert from "node:assert/strict";
import { test } from "node:test";
import { numberedValues } from "./numbered-values.ts";

test("numberedValues numbers each value, and nothing in texts, names and comments", () => {
  const text = `SELECT 'it''s ?', "odd?" FROM t -- why?
    WHERE a = ? AND b = '?' AND c = ?`;
  assert.equal(
    numberedValues(text),
    `SELECT 'it''s ?', "odd?" FROM t -- why?
    WHERE a = $1 AND b = '?' AND c = $2`,
  );
});
