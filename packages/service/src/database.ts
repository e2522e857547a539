import { setTimeout } from "node:timers/promises";
import { type Connection, connect, type DatabaseOptions, type Sql } from "./database-connection.ts";
import { fileId, removeLog } from "./database-file.ts";
import { createPatience, type Patience } from "./patience.ts";
import { isFull, isLocked, isSqliteError } from "./sqlite-error.ts";

export type { DatabaseOptions, Sql } from "./database-connection.ts";

/** A SQLite file, shared by all processes of one machine that open it. */
export interface Database extends Disposable {
  /** Runs statements that only read, and that need not agree with one another. */
  read<T>(work: (sql: Sql) => T): Promise<T>;

  /**
   * Runs statements as one transaction that no other writer comes between, in this process
   * or another. What `work` throws undoes all of it, and is thrown on.
   */
  transaction<T>(work: (sql: Sql) => T): Promise<T>;

  /**
   * Rejects unless the file can be written now: a full disk can still be read. Waits for a
   * lock no longer than two seconds. `work` joins the transaction that finds out.
   */
  check(work?: (sql: Sql) => void): Promise<void>;
}

/**
 * Returns the database in a file, which is made when it is missing and which only its owner
 * may read. It is opened when it is first used, and opened anew after SQLite has failed: a
 * file that was out of reach is used again as soon as it is back.
 *
 * A file that goes missing later is not made anew, for an empty one would hide the loss: all
 * calls reject until it is back, or until another stands in its place, which is then opened.
 *
 * Statements block, for microseconds as a rule. While another process holds the lock, calls
 * wait without blocking, for ten seconds at most, and not until their caller has given up. Then
 * they reject with SQLite's "database is locked", and nothing was changed.
 */
export function createDatabase(path: string, options: DatabaseOptions): Database {
  let connection: Connection | undefined;
  let opened = false;
  let notBeforeMs = 0;
  let comparedMs = Number.NEGATIVE_INFINITY;
  let lock: { readonly error: unknown; readonly pause: Promise<void> } | undefined;
  let pauseMs = 0;

  function close(): void {
    connection?.close();
    connection = undefined;
  }

  /** Returns a connection to the file that stands at the path now, or did lately. */
  function current(lately: boolean): Connection {
    const nowMs = performance.now();
    if (connection && lately && nowMs < comparedMs + LATELY_MS) return connection;
    comparedMs = Number.NEGATIVE_INFINITY;
    const file = fileId(path);
    if (file === undefined && opened) {
      // The connection stays open: thereby no other file is given the number of this one.
      throw new Error(`The database file "${path}" has gone, and is not made anew`);
    }
    if (connection && file !== connection.file) {
      const { log } = connection;
      close();
      removeLog(path, log);
    }
    if (connection && fileId(`${path}-wal`) !== connection.log) {
      close();
      notBeforeMs = nowMs + LOG_GONE_MS;
    }
    if (nowMs < notBeforeMs) {
      throw new Error(`The file "${path}-wal" was removed while the database was in use`);
    }
    connection ??= connect(path, options);
    opened = true;
    comparedMs = nowMs;
    return connection;
  }

  function attempt<T>(work: (connection: Connection) => T, writes: boolean): T {
    try {
      return work(current(!writes));
    } catch (error) {
      // On a full disk it could perhaps not be opened again, and can still be read.
      if (isSqliteError(error) && !isLocked(error) && !isFull(error)) close();
      throw error;
    }
  }

  /** Attempts something until the file is not locked. All that wait share one pause. */
  async function unlocked<T>(
    work: (connection: Connection) => T,
    { writes = true, atMostMs = WAIT_MS } = {},
  ): Promise<T> {
    let patience: Patience | undefined;
    for (;;) {
      if (!lock || (!writes && !patience)) {
        try {
          const result = attempt(work, writes);
          pauseMs = 0;
          return result;
        } catch (error) {
          if (!isLocked(error)) throw error;
          lock ??= { error, pause: pause() };
        }
      }
      patience ??= createPatience({ atMostMs });
      const { error } = lock;
      await lock.pause;
      if (patience.isOver()) throw error;
    }
  }

  async function pause(): Promise<void> {
    pauseMs = Math.min(2 * pauseMs + 1, MAX_PAUSE_MS);
    await setTimeout(pauseMs * (0.5 + Math.random()));
    lock = undefined;
  }

  return {
    read: (work) => unlocked(({ sql }) => work(sql), { writes: false }),
    async transaction(work) {
      const result = await unlocked((connection) => connection.transaction(work));
      // What a commit has to wait for before its caller goes on, but should not block for,
      // is awaited here, and nowhere else.
      return result;
    },
    check: (work) => unlocked((connection) => connection.check(work), { atMostMs: CHECK_WAIT_MS }),
    [Symbol.dispose]: close,
  };
}

// Two looks at the file system cost as much as a read.
const LATELY_MS = 100;
// Writers that only add a row are done in a fraction of this.
const MAX_PAUSE_MS = 20;
const CHECK_WAIT_MS = 2_000;
const WAIT_MS = 10_000;
// Longer than any process takes to notice: each looks every second. The last of them to close
// the database saves what stands in the log that nobody can open any more.
const LOG_GONE_MS = 2_500;
