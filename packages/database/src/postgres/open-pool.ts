import type { Pool } from "pg";
import { valueParsers } from "./value-parsers.ts";

/** Long enough for the server to say first that a statement took too long. */
const ANSWER_MS = 4_000;
const CONNECT_MS = 2_000;

/**
 * Opens a pool of connections to a database, each when it is needed. The driver is loaded here, so
 * that who keeps files does without it.
 */
export async function openPool(url: string, schema: string): Promise<Pool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: withSettings(url, {
      search_path: schema,
      statement_timeout: "3s",
      // Longer than a server waits by default until it looks for a deadlock, and ends one of the two.
      lock_timeout: "1500ms",
      idle_in_transaction_session_timeout: "5s",
    }),
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    types: valueParsers as unknown as NonNullable<import("pg").PoolConfig["types"]>,
  });
  // A connection that is lost says so to whoever uses it next. Without these the process would end.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Returns a URL with settings of the server, after those that it has: the last one counts. */
function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const changed = new URL(url);
  const own = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const given = changed.searchParams.get("options") ?? "";
  changed.searchParams.set("options", [given, ...own].join(" ").trim());
  return changed.href;
}
