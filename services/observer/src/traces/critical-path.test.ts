import assert from "node:assert/strict";
import { test } from "node:test";
import { spanNode as node } from "../testing/span-node.ts";
import { criticalPath } from "./critical-path.ts";

function pathOf(root: ReturnType<typeof node>) {
  return Object.fromEntries(
    [...criticalPath(root)].map(([id, own]) => [id, own.map((each) => [each.startMs, each.endMs])]),
  );
}

test("criticalPath is the root's own time where nothing else was waited for", () => {
  assert.deepEqual(pathOf(node("page", 0, 10)), { page: [[0, 10]] });
});

test("criticalPath leaves out calls that ended while a longer one ran", () => {
  const page = node("page", 0, 100, [
    node("ads", 10, 30),
    node("cart", 10, 60),
    node("mail", 70, 90),
  ]);
  assert.deepEqual(pathOf(page), {
    page: [
      [0, 10],
      [60, 70],
      [90, 100],
    ],
    cart: [[10, 60]],
    mail: [[70, 90]],
  });
});

test("criticalPath goes down to what a call waited for in turn", () => {
  const page = node("page", 0, 50, [
    node("call", 5, 45, [node("served", 10, 40, [node("db", 20, 35)])]),
  ]);
  assert.deepEqual(pathOf(page), {
    page: [
      [0, 5],
      [45, 50],
    ],
    call: [
      [5, 10],
      [40, 45],
    ],
    served: [
      [10, 20],
      [35, 40],
    ],
    db: [[20, 35]],
  });
});

test("criticalPath covers each moment once when a call outlives its page", () => {
  const page = node("page", 0, 20, [node("late", 5, 40), node("early", 0, 4)]);
  const parts = Object.values(pathOf(page)).flat();
  assert.equal(
    parts.reduce((sum, [start = 0, end = 0]) => sum + end - start, 0),
    20,
  );
});

test("criticalPath follows calls one after another that a coarse clock lets overlap", () => {
  // The commit began at 99.3, which was written down as 99: the mail had ended before.
  const page = node("page", 0, 110, [node("mail", 71, 99.2), node("commit", 99, 102)]);
  assert.deepEqual(pathOf(page), {
    page: [
      [0, 71],
      [102, 110],
    ],
    mail: [[71, 99]],
    commit: [[99, 102]],
  });
});
