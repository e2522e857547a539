import type { Database } from "@hipstershop/database";
import type { Faults } from "@hipstershop/faults";

/** Returns a database that takes no transaction while databaseFull is on, as on a full disk. It can be read. */
export function fillableDatabase(database: Database, faults: Faults): Database {
  async function findRoom(): Promise<void> {
    if (!faults.active || !(await faults.isOn("databaseFull"))) return;
    // As node:sqlite says it (SQLITE_FULL).
    const how = { code: "ERR_SQLITE_ERROR", errcode: 13, errstr: FULL };
    throw Object.assign(new Error(FULL), how);
  }

  return {
    kind: database.kind,
    read: (work) => database.read(work),
    async transaction(work) {
      await findRoom();
      return database.transaction(work);
    },
    async check(work) {
      await findRoom();
      return database.check(work);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const FULL = "database or disk is full";
