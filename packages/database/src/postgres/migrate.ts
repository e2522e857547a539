import type { Migrations } from "../database.ts";
import { words } from "../words.ts";
import type { Session } from "./open-session.ts";

/** A step may rewrite a table. */
const STEP_MS = 60_000;

/**
 * Makes the schema, and takes the steps that it has not seen, in the transaction of a session.
 * Processes that start at the same time take turns.
 */
export async function migrate(
  session: Session,
  { schema, migrations }: { readonly schema: string; readonly migrations: Migrations },
): Promise<void> {
  const steps = migrations(words.postgres);
  const run = (text: string) => session.run({ text, query_timeout: STEP_MS } as { text: string });
  await run(`SET LOCAL statement_timeout = ${STEP_MS}`);
  await run(`SELECT pg_advisory_xact_lock(hashtextextended('${schema}', 0))`);
  // A user who may make no schema may be given one.
  const [found] = (await run(`SELECT to_regnamespace('${schema}') AS name`)).rows;
  if (found?.name === null) await run(`CREATE SCHEMA ${schema}`);
  await run("CREATE TABLE IF NOT EXISTS migrations (taken BIGINT NOT NULL)");
  const [kept] = (await run("SELECT taken FROM migrations")).rows;
  if (!kept) await run("INSERT INTO migrations VALUES (0)");
  const taken = Number(kept?.taken ?? 0);
  if (taken >= steps.length) return;
  for (const step of steps.slice(taken)) await run(step);
  await run(`UPDATE migrations SET taken = ${steps.length}`);
}
