import assert from "node:assert/strict";
import { test } from "node:test";
import { noPostgres } from "@hipstershop/database/testing/start-postgres";
import { declaredFailpoints } from "@hipstershop/tools/failpoints";
import { problemsAtRest } from "../problems-at-rest.ts";
import { killAt } from "./kill-at.ts";
import { openKillShop } from "./kill-shop.ts";
import { killTable, SETUPS } from "./kill-table.ts";

const thorough = process.env.REQUIRE_ALL === "1";

test("the books agree after a kill at each failpoint", { timeout: 600_000 }, async (t) => {
  await using shop = await openKillShop({ replicas: 1, signal: t.signal });
  await killAt(shop, await declaredFailpoints(), { atLeast: 20 });
  assert.deepEqual(await problemsAtRest(shop.keepers, shop.counter.toldPlaced), []);
});

for (const setup of SETUPS) {
  const { store, replicas } = setup;
  const skip =
    (!thorough && "a long run, with REQUIRE_ALL=1") || (store === "PostgreSQL" && noPostgres);
  const options = { skip, timeout: 30 * 60_000 };
  test(`the books agree after each kill, over ${store} with ${replicas}`, options, async (t) => {
    for await (const { failpoint, problems } of killTable(setup, { signal: t.signal })) {
      assert.deepEqual(problems, [], failpoint);
    }
  });
}
