import { median } from "../median.ts";
import type { CallName } from "./contender.ts";
import { contenders } from "./contenders.ts";
import { type PairResult, startPair } from "./pair.ts";

/** One line of the table: medians over all rounds. */
export interface CallsRow {
  readonly call: CallName;
  readonly inFlight: number;
  readonly contender: string;
  readonly callsPerSecond: number;
  /** Throughput as a multiple of the first contender's, in the same round. */
  readonly ratio: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU for each call, in microseconds. */
  readonly clientCpuUs: number;
  readonly serverCpuUs: number;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly durationMs: number;
}

/**
 * Measures every contender. Rounds are interleaved, each contender in turn: what else the
 * machine does meanwhile touches all of them alike.
 */
export async function measureCalls({ rounds, durationMs }: MeasureOptions): Promise<CallsRow[]> {
  await using opened = new AsyncDisposableStack();
  const names = Object.keys(contenders);
  const pairs = await Promise.all(names.map(async (name) => opened.use(await startPair(name))));
  const rows: CallsRow[] = [];
  for (const call of ["convert", "listProducts"] as const) {
    for (const inFlight of [1, 64]) {
      const results: PairResult[][] = names.map(() => []);
      // The first round warms up and is not counted.
      for (let round = 0; round <= rounds; round++) {
        for (const [i, pair] of pairs.entries()) {
          const result = await pair.run({ call, inFlight, durationMs });
          if (round > 0) results[i]?.push(result);
        }
      }
      for (const [i, contender] of names.entries()) {
        rows.push({ call, inFlight, contender, ...summary(results[i] ?? [], results[0] ?? []) });
      }
    }
  }
  return rows;
}

function summary(results: readonly PairResult[], baseline: readonly PairResult[]) {
  const rate = ({ calls, durationMs }: PairResult) => (calls / durationMs) * 1_000;
  const over = (value: (result: PairResult) => number) => median(results.map(value));
  return {
    callsPerSecond: over(rate),
    ratio: median(results.map((result, i) => rate(result) / rate(baseline[i] ?? result))),
    p50Ms: over((result) => result.p50Ms),
    p99Ms: over((result) => result.p99Ms),
    clientCpuUs: over((result) => (result.cpuMs / result.calls) * 1_000),
    serverCpuUs: over((result) => (result.serverCpuMs / result.calls) * 1_000),
  };
}
