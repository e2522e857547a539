import { closeSync, existsSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { DatabaseOptions, Row, Sql, SqlValue } from "../database.ts";
import { exactInteger } from "../exact-integer.ts";
import { words } from "../words.ts";
import { fileId } from "./database-file.ts";
import { type LogSync, openLogSync, type SyncFile, syncFile } from "./log-sync.ts";

export interface SqliteOptions extends DatabaseOptions {
  /** Brings the log of a durable file to the disk. By default it asks the operating system. */
  readonly sync?: SyncFile;
}

/**
 * One open file. Statements run at once, and block the event loop for microseconds as a rule. They
 * throw at once when another process holds the lock.
 */
export interface Connection {
  /** The `fileId` of the file and of its write-ahead log. */
  readonly file: string | undefined;
  readonly log: string | undefined;
  readonly sql: Sql;
  /** Committed when it resolves. To be called when no other transaction of this connection runs. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Throws when the file cannot be written. */
  check(work?: (sql: Sql) => Promise<unknown>): Promise<void>;
  /**
   * Resolves when what was read or, with `wrote`, written until now is on the disk, whichever
   * connection wrote it. Resolves at once when the file is not durable.
   */
  settled(wrote: boolean): Promise<void>;
  /** Writes what stands in the log alone into the file, wherever that has been moved. */
  empty(): void;
  close(): Promise<void>;
}

/** Opens a file. A missing one is made, and only its owner may read it. */
export function connect(
  path: string,
  { migrations, durable = false, sync = syncFile }: SqliteOptions,
  gathered: () => Promise<void>,
): Connection {
  // SQLite would make the file by the umask, and gives its two other files the same mode. A file
  // that exists is not opened: closing it would drop the locks of this process (POSIX).
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  // With a timeout SQLite sleeps, and blocks the whole process.
  const database = new DatabaseSync(path, { timeout: 0, readBigInts: true });
  const logPath = `${path}-wal`;
  let log: LogSync | undefined;
  try {
    database.exec(PRAGMAS);
    migrate(database, migrations(words.sqlite));
    if (durable) log = openLogSync(logPath, { sync, gathered });
  } catch (error) {
    database.close();
    throw error;
  }
  let version: SqlValue | undefined;
  const statements = new Map<string, StatementSync>();

  function run(text: string, ...values: SqlValue[]): Row[] {
    let statement = statements.get(text);
    if (!statement) {
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement.all(...values).map(toRow);
  }

  const sql: Sql = async <R>(text: string, ...values: SqlValue[]) => run(text, ...values) as R[];

  async function transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    // IMMEDIATE takes the write lock at the start. SQLite fails a transaction that reads first
    // and then finds that another has written (SQLITE_BUSY_SNAPSHOT).
    run("BEGIN IMMEDIATE");
    try {
      const result = await work(sql);
      run("COMMIT");
      return result;
    } catch (error) {
      rollBack(database);
      throw error;
    }
  }

  /** Returns whether another connection has committed since the last time. It may not have synced. */
  function isChangedByOthers(): boolean {
    const before = version;
    version = run("PRAGMA data_version")[0]?.data_version;
    return version !== before;
  }

  return {
    file: fileId(path),
    log: fileId(logPath),
    sql,
    transaction,
    async check(work = async () => {}) {
      await transaction(() => {
        // This writes a page even when the value is the same.
        database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
        return work(sql);
      });
    },
    settled(wrote) {
      if (!log) return Promise.resolve();
      if (wrote || isChangedByOthers()) log.changed();
      return log.synced();
    },
    empty: () => database.exec("PRAGMA wal_checkpoint"),
    close() {
      database.close();
      return log?.close() ?? Promise.resolve();
    },
  };
}

/**
 * With NORMAL a commit writes to the log and does not wait for the disk; `settled` does. A
 * checkpoint, which moves the log into the file, waits for both to be on the disk, and only then may
 * the log be written anew (https://sqlite.org/pragma.html#pragma_synchronous). The process stands still
 * meanwhile, so the log may grow to three times SQLite's default of 1,000 pages before. A log that has
 * grown beyond the limit, as while somebody reads for long, is cut.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA wal_autocheckpoint = 3000;
  PRAGMA journal_size_limit = ${16 * 1_048_576};
`;

/** "shop" in ASCII. The program `file` shows it. */
const APPLICATION_ID = 0x73686f70;

/** Takes the steps that the file has not seen. Their number is its `user_version`. */
function migrate(database: DatabaseSync, steps: readonly string[]): void {
  const taken = () => Number(database.prepare("PRAGMA user_version").get()?.user_version);
  if (taken() >= steps.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been faster.
    for (const step of steps.slice(taken())) database.exec(step);
    if (taken() < steps.length) database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec("COMMIT");
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: DatabaseSync): void {
  // After some errors SQLite itself has rolled back.
  if (database.isOpen && database.isTransaction) database.exec("ROLLBACK");
}

/** Returns the row of a query as a plain object. */
function toRow(columns: Readonly<Record<string, SqlValue>>): Row {
  const row: Record<string, SqlValue> = {};
  for (const name in columns) {
    const value = columns[name] ?? null;
    row[name] = typeof value === "bigint" ? exactInteger(value) : value;
  }
  return row;
}
