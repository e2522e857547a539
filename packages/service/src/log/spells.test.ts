import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { createSpells } from "./spells.ts";

test("a spell is logged once when it begins and once when it is over", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const said: string[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line) => void said.push(JSON.parse(line).msg) },
  );
  const spells = createSpells(log);
  const fail = (what: string) => spells.failed(what, { err: new Error("no route") });

  spells.worked("A");
  t.mock.timers.tick(60_000);
  assert.deepEqual(said, []);

  for (let i = 0; i < 3; i++) {
    fail("A");
    t.mock.timers.tick(60_000);
  }
  fail("B");
  assert.deepEqual(said, ["A fails", "B fails"]);

  // Among much that fails, something works.
  spells.worked("A");
  t.mock.timers.tick(999);
  fail("A");
  t.mock.timers.tick(60_000);
  assert.equal(said.length, 2);

  spells.worked("A");
  t.mock.timers.tick(500);
  spells.worked("A");
  t.mock.timers.tick(500);
  assert.deepEqual(said.slice(2), ["A works again"]);
  fail("A");
  assert.deepEqual(said.slice(3), ["A fails"]);
});
