import type { TimeLimit } from "./time-limit.ts";

/** A database that several processes use at the same time: a SQLite file, or PostgreSQL. */
export interface Database extends AsyncDisposable {
  readonly kind: DatabaseKind;

  /** Runs statements that only read. Each may see a later state than the one before it. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;

  /**
   * Runs statements as one transaction. When `work` throws, nothing is changed and the error is
   * passed on. When it resolves, what was written is there for all, and outlives what the database
   * was opened to outlive. In PostgreSQL others may write between two statements: the first one locks
   * or inserts the row that the transaction is about.
   *
   * `work` awaits nothing but its own `sql`, and has no other effect: it may be run again. It lets
   * errors of `sql` pass, because nothing can be committed after one. Throws a CommitInDoubtError
   * when it is not known whether it was committed.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;

  /**
   * Rejects while the database cannot be written to. `work` runs in the transaction that it writes,
   * and waits for no disk.
   */
  check(work?: (sql: Sql) => Promise<unknown>): Promise<void>;
}

export type DatabaseKind = "sqlite" | "postgres";

/**
 * Runs a statement with a `?` for each value, and returns its rows. `INSERT`, `UPDATE` and `DELETE`
 * have rows with `RETURNING`. A text is prepared once: values do not belong in it.
 */
export type Sql = <R = Row>(text: string, ...values: SqlValue[]) => Promise<R[]>;

export type Row = Readonly<Record<string, SqlValue>>;

/** An integer comes back as a number when that is exact, else as a bigint; a condition as 0 or 1. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** How a database is opened and used. */
export interface DatabaseOptions {
  readonly migrations: Migrations;
  /**
   * Whether a transaction survives a loss of power, and not only the end of the process. Each
   * transaction then waits for the disk. Default false. In PostgreSQL it always does.
   */
  readonly durable?: boolean;
  /**
   * Starts the limit of one wait for a lock, when the wait begins. It may end earlier than
   * `atMostMs`, as when the caller gives up. By default it ends after `atMostMs`.
   */
  readonly createTimeLimit?: (limit: { readonly atMostMs: number }) => TimeLimit;
}

/**
 * Returns the steps that make the tables, each of one or more statements, in the words of a kind.
 * The database keeps how many were taken, and the others are taken when it is opened. Steps only
 * add, and are never changed: a release works with the tables of a later one too.
 */
export type Migrations = (words: Words) => readonly string[];

/** What the kinds spell differently in a schema. */
export interface Words {
  readonly kind: DatabaseKind;
  /** 64 bits, signed. */
  readonly integer: string;
  readonly bytes: string;
  /** A primary key that the database counts up, from the largest one that there is. */
  readonly counter: string;
  /** After the columns of a table: they take no value of another type. */
  readonly strict: string;
}
