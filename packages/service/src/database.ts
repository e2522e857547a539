import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** A SQLite file, shared by all processes of one machine that open it. */
export interface Database extends Disposable {
  /** Runs statements as they are: for a single one, or for reads that need not agree. */
  run<T>(work: (sql: Sql) => T): T;

  /**
   * Runs statements as one transaction that no other writer comes between, in this process
   * or another. What `work` throws undoes all of it, and is thrown on.
   */
  transaction<T>(work: (sql: Sql) => T): T;
}

/** Returns the statement of a text, which is prepared the first time it is asked for. */
export type Sql = (text: string) => StatementSync;

/** What the database is to hold, and how surely. */
export interface DatabaseOptions {
  /** Statements that make the tables where there are none; run at every opening. */
  readonly schema: string;
  /**
   * Whether a transaction outlives a loss of power, not only of the process: each waits for
   * the disk, in exchange. Default false.
   */
  readonly durable?: boolean;
}

/**
 * Returns the database in a file, which is made when it is missing and which only its owner
 * may read. It is opened when it is first used, and opened anew after SQLite has failed: a
 * file that was out of reach is used again as soon as it is back.
 *
 * Its calls block, for microseconds as a rule; where another process is writing, for two
 * seconds at most, after which they throw SQLite's "database is locked".
 */
export function createDatabase(path: string, options: DatabaseOptions): Database {
  let connection: Connection | undefined;

  function close(): void {
    connection?.close();
    connection = undefined;
  }

  function run<T>(work: (sql: Sql) => T): T {
    try {
      connection ??= connect(path, options);
      return work(connection.sql);
    } catch (error) {
      if (isSqliteError(error)) close();
      throw error;
    }
  }

  return {
    run,
    transaction: (work) => run((sql) => inTransaction(sql, work)),
    [Symbol.dispose]: close,
  };
}

interface Connection {
  readonly sql: Sql;
  close(): void;
}

function connect(path: string, { schema, durable = false }: DatabaseOptions): Connection {
  // SQLite would give the file, and the two it puts beside it, the modes of the umask.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    enterWal(database);
    database.exec(`PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"}`);
    database.exec(schema);
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, StatementSync>();
  return {
    sql(text) {
      let statement = statements.get(text);
      if (!statement) {
        statement = database.prepare(text);
        statements.set(text, statement);
      }
      return statement;
    },
    close: () => database.close(),
  };
}

function inTransaction<T>(sql: Sql, work: (sql: Sql) => T): T {
  // IMMEDIATE takes the write lock at the start. A transaction that reads first and only
  // then wants to write cannot wait for another's: SQLite fails it at once.
  sql("BEGIN IMMEDIATE").run();
  try {
    const result = work(sql);
    sql("COMMIT").run();
    return result;
  } catch (error) {
    // After an error of SQLite's the connection is closed, which rolls back as well.
    if (!isSqliteError(error)) sql("ROLLBACK").run();
    throw error;
  }
}

// The only statement that does not wait for a lock: of two processes that open a new file
// at once, SQLite fails one.
function enterWal(database: DatabaseSync): void {
  const giveUpMs = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const busy = isSqliteError(error) && error.errcode === SQLITE_BUSY;
      if (!busy || performance.now() > giveUpMs) throw error;
    }
  }
}

const BUSY_TIMEOUT_MS = 2_000;
// https://sqlite.org/rescode.html#busy
const SQLITE_BUSY = 5;

function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return (error as NodeJS.ErrnoException).code === "ERR_SQLITE_ERROR";
}
