import { setTimeout } from "node:timers/promises";
import type { Pool } from "pg";
import { CommitInDoubtError } from "../commit-in-doubt-error.ts";
import type { Database, DatabaseOptions } from "../database.ts";
import { startTimeLimit } from "../time-limit.ts";
import { migrate } from "./migrate.ts";
import { openPool } from "./open-pool.ts";
import { openSession, type Session } from "./open-session.ts";
import { isConflict } from "./postgres-error.ts";
import { runTransaction } from "./run-transaction.ts";

export interface PostgresOptions extends DatabaseOptions {
  /** The schema that the tables are in, a lower-case word. */
  readonly schema: string;
}

/**
 * Returns the tables of one schema in a PostgreSQL database, which the URL names. Nothing is opened
 * before the first use, and each use tries again: a server that was out of reach is used as soon as
 * it is back. The schema and its tables are made by whoever comes first.
 *
 * Transactions run at the same time (READ COMMITTED), ten in a process. The first statement of one
 * should lock the row that it is about. After a deadlock, a wait of 1.5 s for a lock, or the loss
 * of the connection before COMMIT, `work` is run again, three times in all.
 *
 * Rejects within 2 s when the server is out of reach, and 4 s when it does not answer.
 */
export function createPostgresDatabase(url: string, options: PostgresOptions): Database {
  const { schema, createTimeLimit = startTimeLimit } = options;
  let opening: Promise<Pool> | undefined;
  let migrating: Promise<void> | undefined;
  let ending: Promise<void> | undefined;

  async function open(): Promise<Session> {
    if (ending) throw new Error(`The database "${schema}" is closed`);
    opening ??= openPool(url, schema);
    const pool = await opening;
    try {
      return await openSession(pool);
    } catch (cause) {
      const { message, code } = cause as NodeJS.ErrnoException;
      throw new Error(`PostgreSQL at ${hostOf(url)} cannot be used: ${message || code}`, { cause });
    }
  }

  async function migrateOnce(): Promise<void> {
    migrating ??= inSession((session) =>
      runTransaction(session, () => migrate(session, options)),
    ).catch((error) => {
      migrating = undefined;
      throw error;
    });
    await migrating;
  }

  async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await open();
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  /** Runs work, and again when it met another transaction or an idle connection had been lost. */
  async function attempt<T>(
    work: (session: Session) => Promise<T>,
    { atMostMs = WAIT_MS } = {},
  ): Promise<T> {
    const limit = createTimeLimit({ atMostMs });
    for (let tries = 1; ; tries++) {
      let lost = false;
      try {
        await migrateOnce();
        return await inSession((session) =>
          work(session).finally(() => {
            lost = session.isLost();
          }),
        );
      } catch (error) {
        const again = isConflict(error) || (lost && !(error instanceof CommitInDoubtError));
        if (!again || tries === TRIES || limit.isOver()) throw error;
      }
      await setTimeout(PAUSE_MS * tries * Math.random());
    }
  }

  return {
    kind: "postgres",
    read: (work) => attempt(({ sql }) => work(sql)),
    transaction: (work) => attempt((session) => runTransaction(session, () => work(session.sql))),
    async check(work = async () => {}) {
      await attempt(
        (session) =>
          runTransaction(session, async () => {
            // A server that may only be read refuses this.
            await session.sql("SELECT taken FROM migrations FOR KEY SHARE");
            await work(session.sql);
          }),
        { atMostMs: CHECK_WAIT_MS },
      );
    },
    async [Symbol.asyncDispose]() {
      ending ??= opening?.then((pool) => pool.end()) ?? Promise.resolve();
      await ending;
    },
  };
}

/** Returns the server that a URL names, without its user and password. */
function hostOf(url: string): string {
  const { host, searchParams } = new URL(url);
  return searchParams.get("host") ?? host;
}

const TRIES = 3;
const PAUSE_MS = 20;
const WAIT_MS = 10_000;
const CHECK_WAIT_MS = 2_000;
