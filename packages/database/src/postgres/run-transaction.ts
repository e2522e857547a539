import { CommitInDoubtError } from "../commit-in-doubt-error.ts";
import type { Session } from "./open-session.ts";
import { isRefusal } from "./postgres-error.ts";

/**
 * Runs a transaction in a session. Throws what `work` throws, and a CommitInDoubtError when the
 * connection was lost while it committed.
 */
export async function runTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run("BEGIN");
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // Should this fail, the connection is closed, which rolls back too.
    if (!session.isLost()) await session.run("ROLLBACK").catch(() => {});
    throw error;
  }
  const { tag } = await session.run("COMMIT").catch((error) => {
    throw isRefusal(error) ? error : new CommitInDoubtError(error);
  });
  // PostgreSQL answers ROLLBACK, without an error, when a statement before had failed.
  if (tag !== "COMMIT") throw new Error("Nothing was committed, because a statement had failed");
  return result;
}
