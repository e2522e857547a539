import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { createBrowser } from "./browser.ts";
import { nextFlow } from "./next-flow.ts";
import type { Statistics } from "./statistics.ts";
import type { LoadSettings, Steering } from "./steering.ts";
import { createVisitor } from "./visitor.ts";

export interface LoadOptions {
  /** Returns where the frontend is, "http://host:port/path"; asked before each request. */
  readonly target: () => Promise<string>;
  readonly steering: Steering;
  /** Returns how long a visitor thinks before the next page. */
  readonly thinkMs: () => number;
  readonly statistics: Pick<Statistics, "record" | "recordAgain">;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Visitors in the shop. */
export interface Load {
  /** How many are there now. */
  readonly visitors: number;
  /** What is played now. */
  readonly settings: LoadSettings;
  /** Resolves when the last has left. */
  readonly ended: Promise<void>;
}

/**
 * Sends visitors into the shop until the signal ends it, as many as the steering says; when there
 * are too many, those who came last leave. Each has cookies of its own, begins at the home page and
 * goes on at random, as the original's visitors do. Resolves when the first settings are known.
 */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { steering, signal } = options;
  /** What sends each visitor home. */
  const visitors: AbortController[] = [];
  const visits = new Set<Promise<void>>();
  let changed = steering.changed();
  let settings = await steering.settings();

  function admit(): void {
    const leaving = new AbortController();
    visitors.push(leaving);
    const until = AbortSignal.any([signal, leaving.signal]);
    const gone = visit(options, () => settings, until).finally(() => visits.delete(gone));
    visits.add(gone);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const { users, usersPerSecond } = settings;
      const until = AbortSignal.any([signal, changed]);
      for (const leaving of visitors.splice(users)) leaving.abort();
      while (visitors.length < users && !until.aborted) {
        admit();
        if (visitors.length < users) await pause(1_000 / usersPerSecond, until);
      }
      if (!until.aborted) await once(until, "abort");
      changed = steering.changed();
      settings = await steering.settings();
    }
    await Promise.all(visits);
  }

  const ended = run();
  return {
    get visitors() {
      return visitors.length;
    },
    get settings() {
      return settings;
    },
    ended,
  };
}

async function visit(
  { thinkMs, target, statistics }: LoadOptions,
  settings: () => LoadSettings,
  signal: AbortSignal,
): Promise<void> {
  const visitor = createVisitor(createBrowser({ target, statistics, signal }));
  await visitor.index();
  while (!signal.aborted) {
    await pause(thinkMs(), signal);
    for (let times = 0; times < settings().flood && !signal.aborted; times++) await visitor.index();
    await visitor[nextFlow(settings().mix)]();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(Math.min(ms, MAX_TIMER_MS), undefined, { signal }).catch(() => {});
}

/** Node keeps the delay of a timer in a signed number of 32 bits, and takes a longer one for 1 ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;
