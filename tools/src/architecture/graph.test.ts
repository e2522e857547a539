import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, type Graph, withoutShortcuts } from "./graph.ts";

function graphOf(arrows: Readonly<Record<string, readonly string[]>>): Graph {
  return new Map(Object.entries(arrows));
}

test("withoutShortcuts leaves an arrow out when a longer path leads there", () => {
  const graph = graphOf({ a: ["b", "c", "d"], b: ["c"], c: ["d"], d: [] });
  assert.deepEqual(
    [...withoutShortcuts(graph)],
    [...graphOf({ a: ["b"], b: ["c"], c: ["d"], d: [] })],
  );
});

test("columnsOf puts a node to the right of all that lead to it", () => {
  const graph = graphOf({ b: ["c"], c: [], a: ["b", "c"] });
  assert.deepEqual(columnsOf(graph), [["a"], ["b"], ["c"]]);
});

test("columnsOf puts a node on the level of those that lead to it", () => {
  const graph = graphOf({ a: ["b", "c"], b: ["e"], c: ["d"], d: [], e: [] });
  assert.deepEqual(columnsOf(graph), [["a"], ["b", "c"], ["e", "d"]]);
});

test("columnsOf puts what no arrow leaves into the last column when it is asked to", () => {
  const graph = graphOf({ a: ["b", "c"], b: [], c: ["d"], d: [] });
  assert.deepEqual(columnsOf(graph), [["a"], ["b", "c"], ["d"]]);
  assert.deepEqual(columnsOf(graph, true), [["a"], ["c"], ["b", "d"]]);
});
