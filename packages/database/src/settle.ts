import { CommitInDoubtError } from "./commit-in-doubt-error.ts";
import type { Database, Sql } from "./database.ts";

/**
 * Runs a transaction whose `work` changes nothing when it has been done before. If it is not known
 * whether it was committed, it is run once more: it waits for the first one's locks, and reads what
 * came of it. Throws a CommitInDoubtError when that is not known either.
 */
export async function settle<T>(
  database: Pick<Database, "transaction">,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  try {
    return await database.transaction(work);
  } catch (error) {
    if (error instanceof CommitInDoubtError) return await database.transaction(work);
    throw error;
  }
}
