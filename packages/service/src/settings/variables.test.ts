import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, flag, integer, parseVariables, url } from "./variables.ts";

/** What a variable is when its text is given, or why it cannot be. */
function parse(schema: Parameters<typeof parseVariables>[0][string], text?: string): unknown {
  try {
    return parseVariables({ IT: schema }, { IT: text }).IT;
  } catch (error) {
    assert.ok(error instanceof RangeError);
    return error.message;
  }
}

test("duration reads what Go writes, in milliseconds", () => {
  const durations = {
    "5.5s": 5_500,
    "300ms": 300,
    "1m30s": 90_000,
    "1h2m3.5s": 3_723_500,
    ".5s": 500,
    "250us": 0.25,
    "+2m": 120_000,
    "0": 0,
  };
  for (const [text, ms] of Object.entries(durations)) {
    assert.equal(parse(duration(7), text), ms, text);
  }
  assert.equal(parse(duration(7)), 7);
});

test("duration refuses other texts, and durations too long for a timer", () => {
  for (const text of ["5", "-1s", "s", "1 s", "1d", "."]) {
    assert.equal(parse(duration(0), text), 'IT must be a duration such as "5.5s" or "300ms"', text);
  }
  assert.equal(parse(duration(0), "576h"), 576 * 3_600_000);
  assert.equal(parse(duration(0), "600h"), "IT must be at most 24 days");
  assert.equal(parse(duration(65_000, "1m"), "59.9s"), "IT must be at least 1m");
  assert.equal(parse(duration(65_000, "1m"), "60s"), 60_000);
});

test("flag knows four words for true and four for false, in any case", () => {
  for (const text of ["true", "1", "Yes", "ON"]) assert.equal(parse(flag(), text), true, text);
  for (const text of ["false", "0", "No", "OFF"])
    assert.equal(parse(flag(true), text), false, text);
  assert.equal(parse(flag(true), ""), true, "empty counts as absent");
  assert.equal(parse(flag(), "maybe"), "IT must be true or false");
});

test("integer keeps within its bounds", () => {
  const schema = integer({ min: 1, max: 9, fallback: 3 });
  assert.deepEqual([parse(schema), parse(schema, "1"), parse(schema, "9")], [3, 1, 9]);
  for (const text of ["0", "10", "1.5", "1e0", "0x1", " 1"]) {
    assert.equal(parse(schema, text), "IT must be a whole number from 1 to 9", text);
  }
});

test("url takes only the schemes that it is given", () => {
  const schema = url(["smtp:", "smtps:"]);
  assert.equal(parse(schema, "smtps://user:password@host:465"), "smtps://user:password@host:465");
  const problem = "IT must be a URL that begins with smtp:// or smtps://";
  assert.deepEqual([parse(schema, "http://host"), parse(schema, "host")], [problem, problem]);
  assert.equal(
    parse(schema, "smtp://user:100%@host"),
    'IT must have a "%" of its user or password as "%25"',
  );
});
