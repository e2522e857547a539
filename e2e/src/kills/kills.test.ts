import assert from "node:assert/strict";
import { test } from "node:test";
import { noPostgres, startPostgres } from "@hipstershop/database/testing/start-postgres";
import { declaredFailpoints } from "@hipstershop/tools/failpoints";
import { problemsAtRest } from "../problems-at-rest.ts";
import { killAt } from "./kill-at.ts";
import { type KillShopOptions, openKillShop } from "./kill-shop.ts";

const thorough = process.env.REQUIRE_ALL === "1";

// The whole table, with a shop at rest after each failpoint, takes `npm run kills`.
async function killAtEach(options: KillShopOptions): Promise<void> {
  await using shop = await openKillShop(options);
  await killAt(shop, await declaredFailpoints(), { atLeast: 20 });
  assert.deepEqual(await problemsAtRest(shop.keepers, shop.counter.toldPlaced), []);
}

test("the books agree after a kill at each failpoint", { timeout: 600_000 }, async ({ signal }) => {
  await killAtEach({ replicas: 1, signal });
});

test("the books agree after a kill at each failpoint of two replicas over PostgreSQL", {
  skip: noPostgres || (!thorough && "it is slow, and runs with REQUIRE_ALL=1"),
  timeout: 900_000,
}, async ({ signal }) => {
  await using postgres = await startPostgres();
  await killAtEach({ replicas: 2, signal, databaseUrl: await postgres.createDatabase() });
});
