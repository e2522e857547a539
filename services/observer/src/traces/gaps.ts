import { durationText } from "../page/duration-text.ts";
import type { SpanNode } from "./call-tree.ts";
import type { Interval } from "./critical-path.ts";

/** A time in which a call, or the work in a service, waited or had nothing below it. */
export interface Gap extends Interval {
  /** What it was, in words: "waited 212 ms for an instance". */
  readonly text: string;
}

/** What is shorter is not worth a name: a share of the whole trace, and milliseconds. */
const LEAST_SHARE = 0.04;
const LEAST_MS = 1;

/** Returns the gaps of a call, or of a piece of work, in a trace that took so long. */
export function gapsOf(
  node: SpanNode,
  served: SpanNode | undefined,
  traceMs: number,
): readonly Gap[] {
  const leastMs = Math.max(LEAST_MS, traceMs * LEAST_SHARE);
  const { attributes } = node.span;
  const waitedMs = Number(attributes.get("hipstershop.registry.wait_ms") ?? 0);
  const sentMs = node.startMs + waitedMs;
  const gaps: Gap[] = [];
  const add = (startMs: number, endMs: number, words: (time: string) => string, min = leastMs) => {
    if (endMs - startMs < min) return;
    gaps.push({ startMs, endMs, text: words(durationText(endMs - startMs)) });
  };
  if (waitedMs >= LEAST_MS) {
    const text = `waited ${durationText(waitedMs)} for an instance`;
    gaps.push({ startMs: node.startMs, endMs: sentMs, text });
  }
  if (served) {
    add(sentMs, served.startMs, (time) => `${time} on its way, or waiting to be read`);
    add(served.endMs, node.endMs, (time) => `${time} until the caller had the answer`);
  }
  // Its own work is no surprise, but where there is much of it.
  const workMs = 2 * leastMs;
  // What has nothing below it is its own work from its beginning to its end, which its bar shows.
  const worker = served ?? node;
  if (worker.children.length > 0 && worker.span.kind !== "client") {
    let untilMs = worker.startMs;
    for (const child of worker.children) {
      add(untilMs, child.startMs, (time) => `${time} of its own work`, workMs);
      untilMs = Math.max(untilMs, child.endMs);
    }
    add(untilMs, worker.endMs, (time) => `${time} of its own work`, workMs);
  }
  return gaps;
}
