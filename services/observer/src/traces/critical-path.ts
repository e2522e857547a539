import type { SpanNode } from "./call-tree.ts";

/** A time in which a span, and none below it, held up the end of its trace. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * By how much a span may seem to outlast the beginning of the next one, in milliseconds: JavaScript's
 * SDKs of OpenTelemetry cut the beginning of a span to a whole one, and not its duration.
 */
const COARSE_MS = 1;

/**
 * Returns when each span of a tree held up the end of the root, by span id: the critical path. At
 * each moment of the root it is one span, the deepest that the rest waited for. To make any other
 * faster makes the whole no faster.
 */
export function criticalPath(root: SpanNode): ReadonlyMap<string, readonly Interval[]> {
  const path = new Map<string, Interval[]>();

  function follow(node: SpanNode, untilMs: number): void {
    const own: Interval[] = [];
    let cursorMs = Math.min(node.endMs, untilMs);
    const add = (startMs: number) => {
      if (startMs < cursorMs) own.unshift({ startMs, endMs: cursorMs });
    };
    // Backwards from the end: whoever ended last is whom it waited for.
    for (const child of node.children.toSorted((a, b) => b.endMs - a.endMs)) {
      const isLater = Math.min(child.endMs, node.endMs) >= cursorMs + COARSE_MS;
      const endMs = Math.min(child.endMs, cursorMs);
      if (isLater || child.startMs >= cursorMs || endMs <= node.startMs) continue;
      add(endMs);
      follow(child, endMs);
      cursorMs = Math.max(child.startMs, node.startMs);
    }
    add(node.startMs);
    path.set(node.span.spanId, own);
  }

  follow(root, root.endMs);
  return path;
}
