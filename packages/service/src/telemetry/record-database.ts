import type { Database } from "@hipstershop/database";
import type { Recorder } from "@hipstershop/telemetry";

/** Returns a database whose reads and transactions are recorded, while there is a recorder. */
export function recordDatabase(
  database: Database,
  namespace: string,
  recorder: () => Pick<Recorder, "store"> | undefined,
): Database {
  const system = database.kind === "postgres" ? "postgresql" : database.kind;

  function record<T>(operation: string, run: () => Promise<T>): Promise<T> {
    const active = recorder();
    return active ? active.store({ system, namespace, operation }, run) : run();
  }

  return {
    kind: database.kind,
    read: (work) => record("read", () => database.read(work)),
    transaction: (work) => record("transaction", () => database.transaction(work)),
    check: (work) => database.check(work),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
