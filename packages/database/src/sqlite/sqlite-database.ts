import { setTimeout } from "node:timers/promises";
import { type Connection, type ConnectionOptions, connect, type Sql } from "./connection.ts";
import { fileId, removeLog } from "./database-file.ts";
import { isFull, isLocked, isSqliteError } from "./sqlite-error.ts";

/** A SQLite file that all processes of one machine may open at the same time. */
export interface Database extends Disposable {
  /** Runs statements that only read. Each may see a later state than the one before it. */
  read<T>(work: (sql: Sql) => T): Promise<T>;

  /**
   * Runs statements as one transaction: no other writer, in this process or another, comes
   * between them. When `work` throws, nothing is changed and the error is passed on.
   */
  transaction<T>(work: (sql: Sql) => T): Promise<T>;

  /**
   * Rejects when the file cannot be written, as on a full disk, which can still be read. It
   * waits for a lock for at most two seconds. `work` runs in the transaction that it writes.
   */
  check(work?: (sql: Sql) => void): Promise<void>;
}

/** How a database is opened and used. */
export interface DatabaseOptions extends ConnectionOptions {
  /**
   * Starts the limit of one wait for a lock, when the wait begins. It may end earlier than
   * `atMostMs`, as when the caller gives up. By default it ends after `atMostMs`.
   */
  readonly createTimeLimit?: (limit: { readonly atMostMs: number }) => TimeLimit;
}

/** Tells how long something may still be tried. */
export interface TimeLimit {
  isOver(): boolean;
}

/**
 * Returns the database in a file. A missing file is made, and only its owner may read it. It
 * is opened at the first use, and again after SQLite has failed: a file that was out of reach
 * is used as soon as it is back.
 *
 * A file that goes missing after it was opened is not made again, because an empty one would
 * hide the loss. All calls reject until the file is back, or another is in its place.
 *
 * Statements block the event loop, for microseconds as a rule. While another process holds the
 * lock, calls wait without blocking, for at most ten seconds and within their time limit. Then
 * they reject with SQLite's "database is locked", and nothing was changed.
 */
export function createDatabase(path: string, options: DatabaseOptions): Database {
  const { createTimeLimit = startClock } = options;
  let connection: Connection | undefined;
  let opened = false;
  let usableFromMs = 0;
  let comparedMs = Number.NEGATIVE_INFINITY;
  let lock: { readonly error: unknown; readonly pause: Promise<void> } | undefined;
  let pauseMs = 0;

  function close(): void {
    connection?.close();
    connection = undefined;
  }

  /**
   * Returns a connection to the file that is at the path now. With `unchecked`, that may be
   * the one that was there up to LATELY_MS ago.
   */
  function current({ unchecked }: { unchecked: boolean }): Connection {
    const nowMs = performance.now();
    if (connection && unchecked && nowMs < comparedMs + LATELY_MS) return connection;
    comparedMs = Number.NEGATIVE_INFINITY;
    const file = fileId(path);
    if (file === undefined && opened) {
      // The connection stays open, so that no new file can get the number of this one.
      throw new Error(`The database file "${path}" has gone, and is not made anew`);
    }
    if (connection && file !== connection.file) {
      const { log } = connection;
      // SQLite itself does so for no file that was moved, which may be put back.
      try {
        connection.empty();
      } finally {
        close();
        removeLog(path, log);
      }
    }
    if (connection && fileId(`${path}-wal`) !== connection.log) {
      close();
      usableFromMs = nowMs + LOG_GONE_MS;
    }
    if (nowMs < usableFromMs) {
      throw new Error(`The file "${path}-wal" was removed while the database was in use`);
    }
    connection ??= connect(path, options);
    opened = true;
    comparedMs = nowMs;
    return connection;
  }

  function attempt<T>(work: (connection: Connection) => T, writes: boolean): T {
    try {
      return work(current({ unchecked: !writes }));
    } catch (error) {
      // On a full disk it can still be read, but perhaps not be opened again.
      if (isSqliteError(error) && !isLocked(error) && !isFull(error)) close();
      throw error;
    }
  }

  /** Tries until the file is not locked. All calls that wait share one pause. */
  async function unlocked<T>(
    work: (connection: Connection) => T,
    { writes = true, atMostMs = WAIT_MS } = {},
  ): Promise<T> {
    let limit: TimeLimit | undefined;
    for (;;) {
      if (!lock || (!writes && !limit)) {
        try {
          const result = attempt(work, writes);
          pauseMs = 0;
          return result;
        } catch (error) {
          if (!isLocked(error)) throw error;
          lock ??= { error, pause: pause() };
        }
      }
      limit ??= createTimeLimit({ atMostMs });
      const { error } = lock;
      await lock.pause;
      if (limit.isOver()) throw error;
    }
  }

  async function pause(): Promise<void> {
    pauseMs = Math.min(2 * pauseMs + 1, MAX_PAUSE_MS);
    await setTimeout(pauseMs * (0.5 + Math.random()));
    lock = undefined;
  }

  return {
    read: (work) => unlocked(({ sql }) => work(sql), { writes: false }),
    transaction: (work) => unlocked((connection) => connection.transaction(work)),
    check: (work) => unlocked((connection) => connection.check(work), { atMostMs: CHECK_WAIT_MS }),
    [Symbol.dispose]: close,
  };
}

function startClock({ atMostMs }: { readonly atMostMs: number }): TimeLimit {
  const endMs = performance.now() + atMostMs;
  return { isOver: () => performance.now() >= endMs };
}

/** To ask the file system which file is there costs as much as a read. */
const LATELY_MS = 100;
/** A writer that adds a row needs a fraction of this. */
const MAX_PAUSE_MS = 20;
const CHECK_WAIT_MS = 2_000;
const WAIT_MS = 10_000;
/**
 * How long a database whose log was removed is not used. In that time each process notices,
 * because each checks once a second, and closes it. The last one to close writes what is in
 * the removed log to the database.
 */
const LOG_GONE_MS = 2_500;
