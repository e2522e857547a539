import { setTimeout } from "node:timers/promises";
import { CommitInDoubtError, type Database, type Sql } from "@hipstershop/database";
import type { SimulatedProcess } from "../world/simulated-process.ts";
import type { World } from "../world/world.ts";

/** How the stores treat each use of them: probabilities. */
export interface StoreConditions {
  /** It fails, and nothing is changed. */
  fail: number;
  /** It is done, and its caller is told that it failed. */
  loseAnswer: number;
  /** It takes up to a second, and a transaction keeps its lock meanwhile. */
  slow: number;
}

export const SOUND: Readonly<StoreConditions> = { fail: 0, loseAnswer: 0, slow: 0 };

/**
 * Returns a database as the process sees it that uses it: each use and each statement is a place
 * where the process may die, and then its transaction is rolled back.
 */
export function withStoreFaults(
  database: Database,
  process: SimulatedProcess,
  { random }: World,
  conditions: StoreConditions,
): Database {
  process.onDeath(() => void database[Symbol.asyncDispose]());

  async function use<T>(name: string, work: (wrap: Wrap) => Promise<T>): Promise<T> {
    await pass(name);
    await setTimeout(random.between(0.05, 0.4));
    if (random.chance(conditions.fail)) throw new Error("The disk failed");
    const slow = random.chance(conditions.slow);
    const result = await process.whileAlive(
      work((sql) => async (text, ...values) => {
        await pass(name);
        if (slow) await setTimeout(random.between(0, 500));
        return process.whileAlive(sql(text, ...values));
      }),
    );
    await pass(name);
    return result;
  }

  const pass = (name: string) => process.pass({ kind: "store", name });

  return {
    kind: database.kind,
    read: (work) => use("read", (wrap) => database.read((sql) => work(wrap(sql)))),
    async transaction(work) {
      const result = await use("transaction", (wrap) =>
        database.transaction((sql) => work(wrap(sql))),
      );
      if (!random.chance(conditions.loseAnswer)) return result;
      throw new CommitInDoubtError(new Error("The answer of the disk was lost"));
    },
    // It is for the health of the service, and nobody asks for that here.
    check: async (work) => {
      if (work) await process.whileAlive(database.check(work));
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

type Wrap = (sql: Sql) => Sql;
