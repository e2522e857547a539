import type { Sql } from "@hipstershop/service/database";

/**
 * How long a file has been in use, in milliseconds: the age of what stands in it. No clock that
 * can be set has a part in it, so that none that was set wrong makes anything expire. Time
 * stands still while no process has the file open.
 */
export interface RunningTime {
  /** Returns the time now. */
  read(sql: Sql): number;
  /** Returns the time now, and keeps it in the file, to the minute, for those that come later. */
  keep(sql: Sql): number;
}

/** The table that the time is kept in. */
export const RUNNING_TIME_SCHEMA = `
  CREATE TABLE IF NOT EXISTS running_time (ms INTEGER NOT NULL) STRICT;
`;

/**
 * Returns the time of a file that several processes may have open: each adds what has passed by
 * its own `clock` since it last looked, and the greatest sum counts. A file that has no time yet
 * begins with that of `firstMs`.
 */
export function createRunningTime(clock: () => number, firstMs: (sql: Sql) => number): RunningTime {
  let seen: { readonly sql: Sql; readonly ms: number; readonly atMs: number } | undefined;

  function look(sql: Sql) {
    const keptMs = sql("SELECT ms FROM running_time").get()?.ms;
    const leastMs = Number(keptMs ?? firstMs(sql));
    const atMs = clock();
    // After the file was opened anew it may be another one.
    const passedMs = seen?.sql === sql ? seen.ms + atMs - seen.atMs : 0;
    seen = { sql, ms: Math.max(leastMs, passedMs), atMs };
    return { ms: Math.floor(seen.ms), keptMs };
  }

  return {
    read: (sql) => look(sql).ms,
    keep(sql) {
      const { ms, keptMs } = look(sql);
      if (keptMs === undefined) sql("INSERT INTO running_time VALUES (?)").run(ms);
      else if (ms - Number(keptMs) >= KEEP_EVERY_MS) sql("UPDATE running_time SET ms = ?").run(ms);
      return ms;
    },
  };
}

const KEEP_EVERY_MS = 60_000;
