import { randomUUID } from "node:crypto";
import type { Database } from "@hipstershop/database";
import { median } from "../median.ts";
import { contenders } from "./contenders.ts";

/** One line of the table: medians over all rounds. */
export interface DatabaseRow {
  readonly inFlight: number;
  readonly contender: string;
  readonly transactionsPerSecond: number;
  /** Throughput as a multiple of the first contender's, in the same round. */
  readonly ratio: number;
  /** CPU of this process for each transaction, in microseconds. */
  readonly cpuUs: number;
}

/**
 * Measures every contender, round by round, so that what else the machine does touches all of
 * them. A transaction inserts an order or changes its state.
 */
export async function measureDatabases({ rounds = 7, durationMs = 500 }): Promise<DatabaseRow[]> {
  await using opened = new AsyncDisposableStack();
  const databases = new Map<string, Database>();
  for (const [name, open] of Object.entries(contenders)) databases.set(name, await open(opened));
  const rows: DatabaseRow[] = [];
  for (const inFlight of [1, 8, 32]) {
    const results = new Map<string, Result[]>();
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const [name, database] of databases) {
        const result = await load(database, inFlight, durationMs);
        if (round > 0) results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
    const [first = []] = results.values();
    for (const [contender, own] of results) {
      rows.push({
        inFlight,
        contender,
        transactionsPerSecond: median(own.map((result) => result.perSecond)),
        ratio: median(
          own.map(({ perSecond }, i) => perSecond / (first[i]?.perSecond ?? Number.NaN)),
        ),
        cpuUs: median(own.map((result) => result.cpuUs)),
      });
    }
  }
  return rows;
}

interface Result {
  readonly perSecond: number;
  readonly cpuUs: number;
}

async function load(database: Database, inFlight: number, durationMs: number): Promise<Result> {
  let count = 0;
  const result = new Uint8Array(400);
  const startMs = performance.now();
  const before = process.cpuUsage();
  async function place(): Promise<void> {
    while (performance.now() < startMs + durationMs) {
      const id = randomUUID();
      const insert = "INSERT INTO orders VALUES (?, 'authorizing', ?)";
      const update = "UPDATE orders SET state = 'placed' WHERE id = ? AND state = 'authorizing'";
      await database.transaction((sql) => sql(insert, id, result));
      await database.transaction((sql) => sql(update, id));
      count += 2;
    }
  }
  await Promise.all(Array.from({ length: inFlight }, place));
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - startMs) / 1_000;
  return { perSecond: count / seconds, cpuUs: (user + system) / count };
}
