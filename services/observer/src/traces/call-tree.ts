import type { ObservedSpan } from "../store/observed-span.ts";

/** A span with those that it is the parent of. */
export interface SpanNode {
  readonly span: ObservedSpan;
  /** Its times on the clock of the trace's first span, in milliseconds since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  /** In the order in which they began. */
  readonly children: readonly SpanNode[];
}

/**
 * Makes trees of the spans of a trace. There is one, unless spans are missing: a span whose parent
 * has not come is a root too. A span that is sent twice counts once.
 */
export function callTree(spans: readonly ObservedSpan[]): readonly SpanNode[] {
  const known = new Map(spans.map((span) => [span.spanId, span]));
  const unique = [...known.values()].sort((a, b) => a.startMs - b.startMs);
  const byParent = Map.groupBy(unique, ({ parentId }) =>
    parentId !== undefined && known.has(parentId) ? parentId : "",
  );
  const placed = new Set<string>();

  function place(span: ObservedSpan, shiftMs: number): SpanNode {
    placed.add(span.spanId);
    const startMs = span.startMs + shiftMs;
    const endMs = span.endMs + shiftMs;
    const children = (byParent.get(span.spanId) ?? [])
      .filter(({ spanId }) => !placed.has(spanId))
      .map((child) => place(child, shiftMs + skewMs(span, child)))
      .sort((a, b) => a.startMs - b.startMs);
    return { span, startMs, endMs, children };
  }

  const roots = (byParent.get("") ?? []).map((span) => place(span, 0));
  // What is left are spans that are each other's parents, which only a broken program sends.
  for (const span of unique) if (!placed.has(span.spanId)) roots.push(place(span, 0));
  return roots;
}

/**
 * How far the clock of the callee must be moved, where it runs on another machine: a call that was
 * served before it was made, or after it had ended, is put into its middle.
 */
function skewMs(caller: ObservedSpan, callee: ObservedSpan): number {
  const isRemote = caller.kind === "client" && callee.kind === "server";
  const fits = callee.startMs >= caller.startMs && callee.endMs <= caller.endMs;
  const calleeMs = callee.endMs - callee.startMs;
  const callerMs = caller.endMs - caller.startMs;
  // Of a call that was given up the callee may know later, or never.
  if (!isRemote || fits || calleeMs > callerMs) return 0;
  return caller.startMs + (callerMs - calleeMs) / 2 - callee.startMs;
}
