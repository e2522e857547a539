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
}

export interface MeasureOptions {
  /** All that take part, by name. */
  readonly contenders: ReadonlyMap<string, PairCommands>;
  readonly rounds: number;
  readonly durationMs: number;
}

/**
 * Measures every contender. Rounds are interleaved, each contender in turn: what else the
 * machine does meanwhile touches all of them alike.
 */
export async function measureCalls(options: MeasureOptions): Promise<CallsRow[]> {
  const { contenders, rounds, durationMs } = options;
  await using opened = new AsyncDisposableStack();
  const names = [...contenders.keys()];
  const pairs: Pair[] = [];
  for (const commands of contenders.values()) pairs.push(opened.use(await startPair(commands)));
  const rows: CallsRow[] = [];
  for (const call of ["convert", "listProducts"] as const) {
    for (const inFlight of [1, 64]) {
      const results: PairResult[][] = names.map(() => []);
      // The first two rounds warm up and are not counted.
      for (let round = -2; round < rounds; round++) {
        for (const [i, pair] of pairs.entries()) {
          const result = await pair.run({ call, inFlight, durationMs });
          if (round >= 0) results[i]?.push(result);
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
  return {
    callsPerSecond: over(rate),
    p50Ms: over((result) => result.p50Ms),
    p99Ms: over((result) => result.p99Ms),
    clientCpuUs: over((result) => (result.cpuMs / result.calls) * 1_000),
    serverCpuUs: over((result) => (result.serverCpuMs / result.calls) * 1_000),
    ratio: median(results.map((result, i) => cpuUs(result) / cpuUs(baseline[i] ?? result))),
  };
}
