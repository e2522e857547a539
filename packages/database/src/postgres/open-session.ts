import { createHash } from "node:crypto";
import type { Pool, QueryConfig } from "pg";
import { createQueue } from "../create-queue.ts";
import type { Row, Sql, SqlValue } from "../database.ts";
import { numberedValues } from "./numbered-values.ts";
import { isRefusal } from "./postgres-error.ts";

/** A connection that one caller has, until it is closed. */
export interface Session {
  readonly sql: Sql;
  /** Runs a statement as it is, or several, and returns the tag of its answer: "COMMIT". */
  run(query: string | QueryConfig): Promise<{ readonly tag: string; readonly rows: Row[] }>;
  /** Returns whether it failed, so that nobody knows what the server has done. */
  isLost(): boolean;
  /** Gives the connection back. One that is lost is closed. */
  close(): void;
}

/** Takes a connection of a pool. */
export async function openSession(pool: Pool): Promise<Session> {
  const client = await pool.connect();
  // A connection does one thing at a time.
  const queue = createQueue();
  let lost = false;

  async function run(query: string | QueryConfig) {
    try {
      const { command: tag, rows } = await queue.run(() => client.query(query));
      return { tag, rows };
    } catch (error) {
      if (!isRefusal(error)) lost = true;
      // It may have the row, which belongs in no log.
      else error.detail = undefined;
      throw error;
    }
  }

  return {
    async sql<R = Row>(text: string, ...values: SqlValue[]) {
      const { rows } = await run({ ...prepared(text), values });
      return rows as R[];
    },
    run,
    isLost: () => lost,
    close: () => client.release(lost),
  };
}

const statements = new Map<string, { readonly name: string; readonly text: string }>();

/** Returns a statement with a name, by which each connection prepares it once. */
function prepared(text: string): { readonly name: string; readonly text: string } {
  let statement = statements.get(text);
  if (!statement) {
    const name = createHash("sha256").update(text).digest("base64url");
    statement = { name, text: numberedValues(text) };
    statements.set(text, statement);
  }
  return statement;
}
