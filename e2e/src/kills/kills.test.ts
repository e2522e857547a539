import assert from "node:assert/strict";
import { test } from "node:test";
import { declaredFailpoints } from "@hipstershop/tools/failpoints";
import { problemsAtRest } from "../problems-at-rest.ts";
import { killAt } from "./kill-at.ts";
import { openKillShop } from "./kill-shop.ts";

// The whole table, over both databases and with two replicas, takes `npm run kills`.
test("the books agree after a kill at each failpoint", { timeout: 600_000 }, async (t) => {
  await using shop = await openKillShop({ replicas: 1, signal: t.signal });
  await killAt(shop, await declaredFailpoints(), { atLeast: 20 });
  assert.deepEqual(await problemsAtRest(shop.keepers, shop.counter.toldPlaced), []);
});
