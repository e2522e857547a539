import { setTimeout as delay } from "node:timers/promises";
import { createBrowser } from "./browser.ts";
import { nextFlow } from "./next-flow.ts";
import type { Statistics } from "./statistics.ts";
import { createVisitor } from "./visitor.ts";

export interface LoadOptions {
  /** Returns where the frontend is, "http://host:port/path"; asked before each request. */
  readonly target: () => Promise<string>;
  /** How many visitors are in the shop at once. */
  readonly users: number;
  /** How many of them come in per second until all are there. */
  readonly usersPerSecond: number;
  /** Returns how long a visitor thinks before the next page. */
  readonly thinkMs: () => number;
  readonly statistics: Statistics;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Sends visitors into the shop until the signal ends it. Each has cookies of its own, begins
 * at the home page and goes on at random, as the original's visitors do. Resolves when the last
 * has left.
 */
export async function runLoad(options: LoadOptions): Promise<void> {
  const { users, usersPerSecond, signal } = options;
  const visits: Promise<void>[] = [];
  while (visits.length < users && !signal.aborted) {
    visits.push(visit(options));
    if (visits.length < users) await pause(1000 / usersPerSecond, signal);
  }
  await Promise.all(visits);
}

async function visit({ thinkMs, signal, ...options }: LoadOptions): Promise<void> {
  const visitor = createVisitor(createBrowser({ ...options, signal }));
  await visitor.index();
  while (!signal.aborted) {
    await pause(thinkMs(), signal);
    await visitor[nextFlow()]();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
