import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { fileId } from "./database-file.ts";

/** Returns the prepared statement of a text. Each text is prepared once. */
export type Sql = (text: string) => StatementSync;

/** What a file holds, and how safe it is there. */
export interface ConnectionOptions {
  /** The statements that make the missing tables. They run each time the file is opened. */
  readonly schema: string;
  /**
   * Whether a transaction survives a loss of power, and not only the end of the process. Each
   * transaction then waits for the disk. Default false.
   */
  readonly durable?: boolean;
}

/** One open file. Each method throws at once when another process holds the lock. */
export interface Connection {
  /** The `fileId` of the file and of its write-ahead log. */
  readonly file: string | undefined;
  readonly log: string | undefined;
  readonly sql: Sql;
  transaction<T>(work: (sql: Sql) => T): T;
  /** Throws when the file cannot be written. Does not wait for the disk. */
  check(work?: (sql: Sql) => void): void;
  /** Writes what stands in the log alone into the file, wherever that has been moved. */
  empty(): void;
  close(): void;
}

/** Opens a file. A missing one is made, and only its owner may read it. */
export function connect(path: string, { schema, durable = false }: ConnectionOptions): Connection {
  // SQLite would make the file by the umask, and gives its two other files the same mode.
  closeSync(openSync(path, "a", 0o600));
  // With a timeout SQLite sleeps, and blocks the whole process.
  const database = new DatabaseSync(path, { timeout: 0 });
  const synchronous = `PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"}`;
  try {
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(synchronous);
    database.exec(schema);
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, StatementSync>();

  function sql(text: string): StatementSync {
    let statement = statements.get(text);
    if (!statement) {
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  }

  function transaction<T>(work: (sql: Sql) => T): T {
    // IMMEDIATE takes the write lock at the start. SQLite fails a transaction that reads first
    // and then finds that another has written (SQLITE_BUSY_SNAPSHOT).
    sql("BEGIN IMMEDIATE").run();
    try {
      const result = work(sql);
      sql("COMMIT").run();
      return result;
    } catch (error) {
      // After some errors SQLite itself has rolled back.
      if (database.isTransaction) sql("ROLLBACK").run();
      throw error;
    }
  }

  return {
    file: fileId(path),
    log: fileId(`${path}-wal`),
    sql,
    transaction,
    check(work = () => {}) {
      if (durable) database.exec("PRAGMA synchronous = NORMAL");
      try {
        transaction(() => {
          // This writes a page even when the value is the same.
          database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
          work(sql);
        });
      } finally {
        if (durable) database.exec(synchronous);
      }
    },
    empty: () => database.exec("PRAGMA wal_checkpoint"),
    close: () => database.close(),
  };
}

/** "shop" in ASCII. The program `file` shows it. */
const APPLICATION_ID = 0x73686f70;
