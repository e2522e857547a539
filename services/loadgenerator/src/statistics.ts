import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

/** Counts requests by route, and how long they took. */
export interface Statistics {
  /** Counts a request; a failure says why it is one. */
  record(route: string, durationMs: number, failure?: string): void;
  /** Counts that a request of this route was asked again. It is recorded besides, once. */
  recordAgain(route: string): void;
  /** Returns what was counted from the beginning until now. */
  summary(): Summary;
  /** Returns the requests per second since the last call. */
  recentRate(): number;
}

export interface Summary {
  readonly seconds: number;
  readonly total: RouteSummary;
  /** By route, sorted. */
  readonly routes: Readonly<Record<string, RouteSummary>>;
}

export interface RouteSummary {
  readonly requests: number;
  readonly failed: number;
  /** How often one was asked again, because it got no answer. */
  readonly askedAgain: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  /** How often each failure was met. */
  readonly failures: Readonly<Record<string, number>>;
}

interface Counter {
  readonly histogram: RecordableHistogram;
  readonly failures: Map<string, number>;
  askedAgain: number;
}

/** Starts counting. The clock is performance.now, unless a test has one of its own. */
export function createStatistics(now = () => performance.now()): Statistics {
  const startMs = now();
  const total = createCounter();
  const routes = new Map<string, Counter>();
  let recent = { ms: startMs, requests: 0 };

  function counterOf(route: string): Counter {
    const counter = routes.get(route) ?? createCounter();
    routes.set(route, counter);
    return counter;
  }

  return {
    record(route, durationMs, failure) {
      count(counterOf(route), durationMs, failure);
      count(total, durationMs, failure && `${route}: ${failure}`);
    },
    recordAgain(route) {
      counterOf(route).askedAgain++;
      total.askedAgain++;
    },
    summary() {
      const seconds = (now() - startMs) / 1000;
      const sorted = [...routes].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        seconds,
        total: summarize(total, seconds),
        routes: Object.fromEntries(sorted.map(([name, each]) => [name, summarize(each, seconds)])),
      };
    },
    recentRate() {
      const before = recent;
      recent = { ms: now(), requests: total.histogram.count };
      const seconds = (recent.ms - before.ms) / 1000;
      return seconds > 0 ? (recent.requests - before.requests) / seconds : 0;
    },
  };
}

function createCounter(): Counter {
  // In microseconds, up to a minute, to three digits: of constant size, however long it runs.
  const histogram = createHistogram({ highest: 60_000_000 });
  return { histogram, failures: new Map(), askedAgain: 0 };
}

function count({ histogram, failures }: Counter, durationMs: number, failure?: string): void {
  histogram.record(Math.min(Math.max(1, Math.round(durationMs * 1000)), 60_000_000));
  if (failure !== undefined) failures.set(failure, (failures.get(failure) ?? 0) + 1);
}

function summarize({ histogram, failures, askedAgain }: Counter, seconds: number): RouteSummary {
  const requests = histogram.count;
  const ms = (percent: number) => (requests === 0 ? 0 : histogram.percentile(percent) / 1000);
  return {
    requests,
    failed: failures.values().reduce((sum, times) => sum + times, 0),
    askedAgain,
    requestsPerSecond: seconds > 0 ? requests / seconds : 0,
    p50Ms: ms(50),
    p90Ms: ms(90),
    p99Ms: ms(99),
    failures: Object.fromEntries(failures),
  };
}
