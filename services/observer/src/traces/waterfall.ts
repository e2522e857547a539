import type { ObservedLog } from "../store/log-store.ts";
import type { ObservedSpan } from "../store/observed-span.ts";
import { rpcOf } from "../store/rpc-of.ts";
import { storeOf } from "../store/store-of.ts";
import { callTree, type SpanNode } from "./call-tree.ts";
import { criticalPath, type Interval } from "./critical-path.ts";
import { type Gap, gapsOf } from "./gaps.ts";

/** A trace as a waterfall: a row for each call or piece of work, on one scale of time. */
export interface Waterfall {
  readonly startMs: number;
  readonly endMs: number;
  /** Each is followed by those that it caused. */
  readonly rows: readonly Row[];
  /** How long each service held up the end, in milliseconds, the longest first. */
  readonly shares: readonly (readonly [service: string, ms: number])[];
}

/** A call with what served it, or a piece of work inside a service. */
export interface Row {
  /** How many rows it lies below, from 0. */
  readonly depth: number;
  /** What the caller saw, where it is a call; else the work itself. */
  readonly node: SpanNode;
  /** What the callee saw of the call, where that has come. */
  readonly served?: SpanNode | undefined;
  /** The service that made the call, where it is one. */
  readonly caller?: string | undefined;
  /** Where the work was done, or should have been. */
  readonly service: string;
  readonly critical: readonly Interval[];
  /** Times in which nothing below it ran, with what was waited for. */
  readonly gaps: readonly Gap[];
  readonly logs: readonly ObservedLog[];
  readonly error?: string | undefined;
}

/** Lays out the spans of a trace, with its log lines. There must be a span. */
export function waterfall(
  spans: readonly ObservedSpan[],
  logs: readonly ObservedLog[] = [],
): Waterfall {
  const roots = callTree(spans);
  const startMs = Math.min(...roots.map((root) => root.startMs));
  const endMs = Math.max(...spansIn(roots).map((node) => node.endMs));
  const path = new Map(roots.slice(0, 1).flatMap((root) => [...criticalPath(root)]));
  const bySpan = Map.groupBy(logs, ({ spanId }) => spanId ?? "");
  const rows: Row[] = [];

  function add(node: SpanNode, depth: number): void {
    const served = servedBy(node);
    const own = [node.span, ...(served ? [served.span] : [])];
    rows.push({
      depth,
      node,
      served,
      ...whose(node.span, served?.span),
      critical: own.flatMap(({ spanId }) => path.get(spanId) ?? []),
      gaps: gapsOf(node, served, endMs - startMs),
      logs: own.flatMap(({ spanId }) => bySpan.get(spanId) ?? []),
      error: served?.span.error ?? node.span.error,
    });
    const others = node.children.filter((child) => child !== served);
    const below = [...others, ...(served?.children ?? [])];
    for (const child of below.sort((a, b) => a.startMs - b.startMs)) add(child, depth + 1);
  }

  for (const root of roots) add(root, 0);
  return { startMs, endMs, rows, shares: sharesOf(roots, path) };
}

/** The one span that a call became in its callee. Of a call that was retried there are more. */
function servedBy({ span, children }: SpanNode): SpanNode | undefined {
  if (span.kind !== "client" && !span.attributes.has("rpc.attempt")) return undefined;
  const served = children.filter((child) => child.span.kind === "server");
  return served.length === 1 ? served[0] : undefined;
}

function whose(span: ObservedSpan, served: ObservedSpan | undefined) {
  const { service } = span.source;
  // A store is no service: to use it is work of whoever does. An attempt is a call of its own.
  const isCall = span.kind === "client" ? storeOf(span.attributes) === undefined : served;
  if (!isCall) return { service };
  // Its callee may have sent nothing.
  const callee = served?.source.service ?? rpcOf(span.attributes)?.service;
  return { caller: service, service: callee ?? service };
}

function sharesOf(roots: readonly SpanNode[], path: ReadonlyMap<string, readonly Interval[]>) {
  const shares = new Map<string, number>();
  for (const { span } of spansIn(roots)) {
    const ownMs = (path.get(span.spanId) ?? []).reduce(
      (sum, each) => sum + each.endMs - each.startMs,
      0,
    );
    if (ownMs > 0) shares.set(span.source.service, (shares.get(span.source.service) ?? 0) + ownMs);
  }
  return [...shares].sort(([, a], [, b]) => b - a);
}

function spansIn(nodes: readonly SpanNode[]): SpanNode[] {
  return nodes.flatMap((node) => [node, ...spansIn(node.children)]);
}
