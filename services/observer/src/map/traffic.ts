import type { ObservedCall } from "../store/observed-call.ts";
import type { Link } from "./layers-of.ts";
import { createRateWindow, type Rates, type RateWindow } from "./rate-window.ts";

/** The calls from one service to another. */
export interface Edge extends Link, Rates {}

/** A call to be drawn: its edge, when it began within the batch, and whether it failed. */
export interface Spark {
  readonly edge: string;
  readonly afterMs: number;
  readonly failed: boolean;
}

/** Who calls whom, and how it went lately. */
export interface Traffic {
  /** Takes in calls that ended; returns the sparks of those that are to be drawn. */
  add(calls: readonly ObservedCall[], nowMs: number): Spark[];
  edges(nowMs: number): readonly Edge[];
  /** How many edges there are: it never falls. */
  readonly size: number;
}

/** The name of all who call from outside. */
export const VISITORS = "visitors";
/** Strangers may send the receiver any names: a map with more than this is of no use. */
const MAX_EDGES = 300;
/** The most sparks of a batch; the page draws as many at once. */
const MAX_SPARKS = 60;
/** What began longer ago than this is counted, and not drawn. */
const FRESH_MS = 2_000;

/** Creates a traffic without calls. */
export function createTraffic(): Traffic {
  const windows = new Map<string, Link & { readonly window: RateWindow }>();

  function windowOf(from: string, to: string): RateWindow | undefined {
    const key = edgeName({ from, to });
    const known = windows.get(key);
    if (known !== undefined || windows.size >= MAX_EDGES) return known?.window;
    const window = createRateWindow();
    windows.set(key, { from, to, window });
    return window;
  }

  return {
    add(calls, nowMs) {
      const fresh: Spark[] = [];
      const firstMs = nowMs - FRESH_MS;
      for (const { caller = VISITORS, callee, startMs, durationMs, error } of calls) {
        const failed = error !== undefined;
        const window = windowOf(caller, callee);
        if (window === undefined) continue;
        window.add(nowMs, durationMs, failed);
        if (startMs < firstMs) continue;
        fresh.push({ edge: edgeName({ from: caller, to: callee }), afterMs: startMs, failed });
      }
      const earliestMs = Math.min(...fresh.map(({ afterMs }) => afterMs));
      const step = Math.max(1, fresh.length / MAX_SPARKS);
      return Array.from({ length: Math.min(fresh.length, MAX_SPARKS) }, (_, index) => {
        const { edge, afterMs, failed } = fresh[Math.floor(index * step)] as Spark;
        return { edge, afterMs: Math.round(afterMs - earliestMs), failed };
      });
    },
    edges: (nowMs) =>
      [...windows.values()].map(({ from, to, window }) => ({ from, to, ...window.rates(nowMs) })),
    get size() {
      return windows.size;
    },
  };
}

/** Returns the name of the edge from one service to another. */
export function edgeName({ from, to }: Link): string {
  return `${from}>${to}`;
}
