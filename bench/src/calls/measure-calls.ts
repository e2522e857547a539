import { median } from "../median.ts";
import type { CallName } from "./contender.ts";
import { type Pair, type PairCommands, type PairResult, startPair } from "./pair.ts";

/** One line of the table: medians over all rounds. */
export interface CallsRow {
  readonly call: CallName;
  readonly inFlight: number;
  readonly contender: string;
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU for each call, in microseconds. */
  readonly clientCpuUs: number;
  readonly serverCpuUs: number;
  /** CPU of both as a multiple of the first contender's, in the same round. */
  readonly ratio: number;
  /** CPU of both beyond the first contender's in the same round, in microseconds. */
  readonly moreCpuUs: number;
  /** The rate as a multiple of the first contender's in the same round. */
  readonly rateRatio: number;
}

export interface MeasureOptions {
  /** All that take part, by name. */
  readonly contenders: ReadonlyMap<string, PairCommands>;
  readonly rounds: number;
  readonly durationMs: number;
  /** How many calls each client makes at once. Default 1, then 64. */
  readonly inFlight?: readonly number[];
}

/** After so many calls V8 has compiled what they run, and what one in twenty of them runs. */
const WARM_CALLS = 40_000;

/**
 * Measures every contender. Rounds are interleaved, each contender in turn: what else the
 * machine does meanwhile touches all of them alike.
 */
export async function measureCalls(options: MeasureOptions): Promise<CallsRow[]> {
  const { contenders, rounds, durationMs, inFlight: numbers = [1, 64] } = options;
  await using opened = new AsyncDisposableStack();
  const names = [...contenders.keys()];
  const pairs: Pair[] = [];
  for (const commands of contenders.values()) pairs.push(opened.use(await startPair(commands)));
  const rows: CallsRow[] = [];
  for (const call of ["convert", "listProducts"] as const) {
    for (const inFlight of numbers) {
      const results: PairResult[][] = names.map(() => []);
      // On a busy machine a second may be a few hundred calls, which warm nothing up.
      for (const pair of pairs) {
        for (let calls = 0; calls < WARM_CALLS; ) {
          calls += (await pair.run({ call, inFlight, durationMs })).calls;
        }
      }
      for (let round = 0; round < rounds; round++) {
        for (const [i, pair] of pairs.entries()) {
          results[i]?.push(await pair.run({ call, inFlight, durationMs }));
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
  const cpuUs = ({ cpuMs, serverCpuMs, calls }: PairResult) =>
    ((cpuMs + serverCpuMs) / calls) * 1_000;
  const over = (value: (result: PairResult) => number) => median(results.map(value));
  const against = (compare: (result: PairResult, first: PairResult) => number) =>
    median(results.map((result, i) => compare(result, baseline[i] ?? result)));
  return {
    callsPerSecond: over(rate),
    p50Ms: over((result) => result.p50Ms),
    p99Ms: over((result) => result.p99Ms),
    clientCpuUs: over((result) => (result.cpuMs / result.calls) * 1_000),
    serverCpuUs: over((result) => (result.serverCpuMs / result.calls) * 1_000),
    ratio: against((result, first) => cpuUs(result) / cpuUs(first)),
    moreCpuUs: against((result, first) => cpuUs(result) - cpuUs(first)),
    rateRatio: against((result, first) => rate(result) / rate(first)),
  };
}
