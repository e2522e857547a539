import type { Sql } from "@hipstershop/database";

/**
 * How long a file has been in use, in milliseconds. It tells how old an entry is. It does not
 * depend on the wall clock, so a clock that is set wrong makes nothing expire. It stands still
 * while no process has the file open.
 */
export interface RunningTime {
  /** Returns the time now. */
  read(sql: Sql): Promise<number>;
  /** Returns the time now, and keeps it in the file, to the minute, for later processes. */
  keep(sql: Sql): Promise<number>;
}

/** The table that the time is kept in. */
export const RUNNING_TIME_SCHEMA = `
  CREATE TABLE IF NOT EXISTS running_time (ms INTEGER NOT NULL) STRICT;
`;

/**
 * Returns the time of a file that several processes may have open. Each adds the time that passes
 * on its own `clock`, and once a minute the greatest value is kept. A file without a time begins at
 * `firstMs`.
 */
export function createRunningTime(
  clock: () => number,
  firstMs: (sql: Sql) => Promise<number>,
): RunningTime {
  let known: { readonly sql: Sql; readonly ms: number; readonly atMs: number } | undefined;
  let nextKeepMs = 0;

  async function read(sql: Sql): Promise<number> {
    const atMs = clock();
    // After the file was opened anew it may be another one.
    if (known?.sql !== sql) {
      known = { sql, ms: (await keptMs(sql)) ?? (await firstMs(sql)), atMs };
      nextKeepMs = 0;
    }
    return Math.floor(known.ms + atMs - known.atMs);
  }

  return {
    read,
    async keep(sql) {
      const ownMs = await read(sql);
      if (ownMs < nextKeepMs) return ownMs;
      const before = await keptMs(sql);
      const ms = Math.max(ownMs, before ?? 0);
      await sql(before === undefined ? INSERT : UPDATE, ms);
      known = { sql, ms, atMs: clock() };
      nextKeepMs = ms + KEEP_EVERY_MS;
      return ms;
    },
  };
}

const KEEP_EVERY_MS = 60_000;

const INSERT = "INSERT INTO running_time (ms) VALUES (?)";
const UPDATE = "UPDATE running_time SET ms = ?";

async function keptMs(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ ms: number }>("SELECT ms FROM running_time");
  return row?.ms;
}
