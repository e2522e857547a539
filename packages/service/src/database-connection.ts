import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { fileId } from "./database-file.ts";

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

/** One opened file. Every method throws at once where another process holds the lock. */
export interface Connection {
  /** The ids of the file and of its write-ahead log: see `fileId`. */
  readonly file: string | undefined;
  readonly log: string | undefined;
  readonly sql: Sql;
  transaction<T>(work: (sql: Sql) => T): T;
  /** Throws unless the file takes a write. What it writes does not wait for the disk. */
  check(work?: (sql: Sql) => void): void;
  close(): void;
}

/** Opens a file, made where it is missing, for its owner alone. */
export function connect(path: string, { schema, durable = false }: DatabaseOptions): Connection {
  // SQLite would give the file, and the two it puts beside it, the modes of the umask.
  closeSync(openSync(path, "a", 0o600));
  // No timeout: SQLite would sleep, and the whole process with it.
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
    // IMMEDIATE takes the write lock at the start. A transaction that reads first and only
    // then wants to write cannot wait for another's: SQLite fails it at once.
    sql("BEGIN IMMEDIATE").run();
    try {
      const result = work(sql);
      sql("COMMIT").run();
      return result;
    } catch (error) {
      // Some errors of SQLite's have rolled it back already.
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
          // To set it is to write a page, whatever it was before.
          database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
          work(sql);
        });
      } finally {
        if (durable) database.exec(synchronous);
      }
    },
    close: () => database.close(),
  };
}

/** "shop" in ASCII: what the program `file` shows of the database. */
const APPLICATION_ID = 0x73686f70;
