import { setTimeout } from "node:timers/promises";
import { CommitInDoubtError } from "../commit-in-doubt-error.ts";
import { createQueue } from "../create-queue.ts";
import type { Database } from "../database.ts";
import { startTimeLimit, type TimeLimit } from "../time-limit.ts";
import { type Connection, connect, type SqliteOptions } from "./connection.ts";
import { fileId, removeLog } from "./database-file.ts";
import { isConstraint, isFull, isLocked, isSqliteError } from "./sqlite-error.ts";

/**
 * Returns the database in a file. A missing file is made, and only its owner may read it. It
 * is opened at the first use, and again after SQLite has failed: a file that was out of reach
 * is used as soon as it is back.
 *
 * A file that goes missing after it was opened is not made again, because an empty one would
 * hide the loss. All calls reject until the file is back, or another is in its place.
 *
 * Calls run one after another. Statements block the event loop, for microseconds as a rule. While
 * another process holds the lock, writers wait without blocking, for at most ten seconds and within
 * their time limit. Then they reject with SQLite's "database is locked", and nothing was changed.
 * Who reads waits for no lock of another process.
 */
export function createSqliteDatabase(path: string, options: SqliteOptions): Database {
  const { createTimeLimit = startTimeLimit } = options;
  const queue = createQueue();
  let disposed = false;
  let connection: Connection | undefined;
  let opened = false;
  let usableFromMs = 0;
  let comparedMs = Number.NEGATIVE_INFINITY;
  let lock: { readonly error: unknown; readonly pause: Promise<void> } | undefined;
  let pauseMs = 0;

  function close(): Promise<void> | undefined {
    const closing = connection?.close();
    connection = undefined;
    return closing;
  }

  /**
   * Returns a connection to the file that is at the path now. With `unchecked`, that may be
   * the one that was there up to LATELY_MS ago.
   */
  function current({ unchecked }: { unchecked: boolean }): Connection {
    if (disposed) throw new Error(`The database "${path}" is closed`);
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
    connection ??= connect(path, options, queue.idle);
    opened = true;
    comparedMs = nowMs;
    return connection;
  }

  /** Tries once. What it returns is not on the disk before `settled` resolves. */
  async function attempt<T>(work: (connection: Connection) => Promise<T>, use: Use) {
    try {
      const used = current({ unchecked: use === "read" });
      const result = await work(used);
      const settled = use === "check" ? undefined : used.settled(use === "transaction");
      return { used, result, settled };
    } catch (error) {
      if (isBroken(error)) close();
      throw error;
    }
  }

  /** Tries until the file is not locked. All calls that wait share one pause. */
  async function unlocked<T>(use: Use, work: (connection: Connection) => Promise<T>): Promise<T> {
    let limit: TimeLimit | undefined;
    for (;;) {
      try {
        const { used, result, settled } = await queue.run(() => {
          if (lock && (use !== "read" || limit)) throw lock.error;
          return attempt(work, use);
        });
        pauseMs = 0;
        await settled?.catch((cause) => {
          if (used === connection) close();
          throw new CommitInDoubtError(cause);
        });
        return result;
      } catch (error) {
        if (!isLocked(error)) throw error;
        lock ??= { error, pause: pause() };
      }
      limit ??= createTimeLimit({ atMostMs: WAIT_MS[use] });
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
    kind: "sqlite",
    read: (work) => unlocked("read", ({ sql }) => work(sql)),
    transaction: (work) => unlocked("transaction", (used) => used.transaction(work)),
    check: (work) => unlocked("check", (used) => used.check(work)),
    async [Symbol.asyncDispose]() {
      disposed = true;
      await close();
    },
  };
}

/** Returns whether SQLite itself has failed, so that the file must be opened again. */
function isBroken(error: unknown): boolean {
  if (!isSqliteError(error) || isLocked(error) || isConstraint(error)) return false;
  // On a full disk it can still be read, but perhaps not be opened again.
  return !isFull(error);
}

/** To ask the file system which file is there costs as much as a read. */
const LATELY_MS = 100;
/** A writer that adds a row needs a fraction of this. */
const MAX_PAUSE_MS = 20;
/** How long each use waits for a lock. */
const WAIT_MS = { read: 10_000, transaction: 10_000, check: 2_000 };
type Use = keyof typeof WAIT_MS;
/**
 * How long a database whose log was removed is not used. In that time each process notices,
 * because each checks once a second, and closes it. The last one to close writes what is in
 * the removed log to the database.
 */
const LOG_GONE_MS = 2_500;
