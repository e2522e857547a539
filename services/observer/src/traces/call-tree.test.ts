import assert from "node:assert/strict";
import { test } from "node:test";
import { spanNode } from "../testing/span-node.ts";
import { callTree, type SpanNode } from "./call-tree.ts";

type Options = Parameters<typeof spanNode>[4];

function span(
  id: string,
  parentId: string | undefined,
  startMs: number,
  endMs: number,
  more?: Options,
) {
  return spanNode(id, startMs, endMs, [], { parentId, ...more }).span;
}

function shape({ span, children }: SpanNode): object {
  return { [span.spanId]: children.map(shape) };
}

test("callTree puts spans below their parents, whatever the order in which they came", () => {
  const spans = [
    span("c", "a", 5, 6),
    span("b", "a", 2, 3),
    span("a", undefined, 0, 9),
    span("d", "c", 5, 6),
  ];
  assert.deepEqual(callTree(spans).map(shape), [{ a: [{ b: [] }, { c: [{ d: [] }] }] }]);
});

test("callTree makes a root of a span whose parent has not come, and one of each that comes twice", () => {
  const spans = [span("b", "lost", 2, 3), span("a", undefined, 0, 9), span("a", undefined, 0, 9)];
  assert.deepEqual(callTree(spans).map(shape), [{ a: [] }, { b: [] }]);
});

test("callTree ends when spans are each other's parents", () => {
  assert.deepEqual(callTree([span("a", "b", 0, 1), span("b", "a", 0, 1)]).map(shape), [
    { a: [{ b: [] }] },
  ]);
});

test("callTree moves what another machine's clock puts outside the call that it served", () => {
  const client = { kind: "client" } as const;
  const server = { kind: "server" } as const;
  const [root] = callTree([
    span("call", undefined, 100, 120, client),
    span("served", "call", 5_000, 5_010, server),
    span("db", "served", 5_002, 5_004),
  ]);
  const served = root?.children[0];
  assert.deepEqual([served?.startMs, served?.endMs], [105, 115]);
  assert.deepEqual([served?.children[0]?.startMs, served?.children[0]?.endMs], [107, 109]);
});
