import type { ObservedSpan } from "../store/observed-span.ts";
import type { SpanNode } from "../traces/call-tree.ts";

/** Makes a node of a tree of spans: internal work of a service "test", unless said otherwise. */
export function spanNode(
  spanId: string,
  startMs: number,
  endMs: number,
  children: readonly SpanNode[] = [],
  span: Partial<ObservedSpan> = {},
): SpanNode {
  return {
    startMs,
    endMs,
    children,
    span: {
      traceId: "a".repeat(32),
      spanId,
      source: { service: "test", instance: "test-1" },
      name: spanId,
      kind: "internal",
      startMs,
      endMs,
      attributes: new Map(),
      events: [],
      links: [],
      ...span,
    },
  };
}
