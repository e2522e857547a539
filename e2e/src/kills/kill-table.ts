import { startPostgres } from "@hipstershop/database/testing/start-postgres";
import { declaredFailpoints } from "@hipstershop/tools/failpoints";
import { problemsAtRest } from "../problems-at-rest.ts";
import { killAt } from "./kill-at.ts";
import { type KillShopOptions, openKillShop } from "./kill-shop.ts";

/** Where the orders of a shop are kept, and by how many replicas of a service. */
export interface Setup {
  readonly store: "SQLite" | "PostgreSQL";
  readonly replicas: number;
}

/** What came of a kill at a failpoint: nothing, or what does not agree, in lines. */
export interface KillResult {
  readonly failpoint: string;
  readonly problems: readonly string[];
}

/** All that is to be tried. */
export const SETUPS: readonly Setup[] = (["SQLite", "PostgreSQL"] as const).flatMap((store) =>
  [1, 2].map((replicas) => ({ store, replicas })),
);

/** Kills a shop at each failpoint, and checks its books after each with 20 customers. */
export async function* killTable(
  { store, replicas }: Setup,
  options: Pick<KillShopOptions, "bundled" | "signal">,
): AsyncGenerator<KillResult> {
  await using opened = new AsyncDisposableStack();
  const postgres = store === "PostgreSQL" ? opened.use(await startPostgres()) : undefined;
  const databaseUrl = await postgres?.createDatabase();
  const shop = opened.use(await openKillShop({ ...options, replicas, databaseUrl }));
  for (const failpoint of await declaredFailpoints()) {
    await killAt(shop, [failpoint], { atLeast: 20 });
    const problems = await problemsAtRest(shop.keepers, shop.counter.toldPlaced);
    yield { failpoint, problems };
  }
}
