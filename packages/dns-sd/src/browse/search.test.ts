import assert from "node:assert/strict";
import { test } from "node:test";
import { LOOPBACK, SHARED } from "../timing.ts";
import { createSearch } from "./search.ts";

test("createSearch asks at once, and each time after twice as long, up to an hour", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0);
  let asked = 0;
  using search = createSearch(LOOPBACK, () => asked++);
  assert.equal(asked, 1);
  for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 64].entries()) {
    t.mock.timers.tick(seconds * 1_000 - 1);
    assert.equal(asked, 1 + index);
    t.mock.timers.tick(1);
    assert.equal(asked, 2 + index);
  }
  t.mock.timers.tick(24 * 3_600_000);
  const before = asked;
  t.mock.timers.tick(3_600_000);
  assert.equal(asked, before + 1);
  search.restart();
  assert.equal(asked, before + 2);
});

test("createSearch waits a little before it asks on a shared link", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  using _search = createSearch(SHARED, () => asked++);
  t.mock.timers.tick(19);
  assert.equal(asked, 0);
  t.mock.timers.tick(101);
  assert.equal(asked, 1);
});
