// Holds the lock of the carts for ten seconds, as another program would, while 20 visitors add:
// `npm exec -- node e2e/src/store-faults/held-lock.ts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { add, countMugs } from "./rpc.ts";
import { watchHealth } from "./watch-health.ts";

const folder = await mkdtemp(join(tmpdir(), "hipstershop-lock-"));
{
  await using shop = await startShop({
    services: ["cartservice"],
    env: { DATA_FOLDER: folder, LOG_FORMAT: "json" },
  });
  const cart = await shop.instance("cartservice");
  await add(cart, "ann");
  const process_ = watchHealth(cart, "");
  const service = watchHealth(cart, "hipstershop.CartService");
  const outcomes: Record<string, number> = {};
  const file = new DatabaseSync(join(folder, shop.name, "carts.sqlite"));
  file.exec("BEGIN IMMEDIATE");
  const endMs = performance.now() + 10_000;
  const visitors = Array.from({ length: 20 }, async () => {
    while (performance.now() < endMs) {
      const outcome = await add(cart, "ann");
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  });
  // The last of them are waiting then.
  await wait(10_000);
  file.close();
  await Promise.all(visitors);
  await wait(1_500);
  const added = await countMugs(cart, "ann");
  console.log(`Additions during a lock of 10 s: ${JSON.stringify(outcomes)}`);
  console.log(`The cart has ${added}; answered with success: ${1 + (outcomes.ok ?? 0)}`);
  console.log(`The process: ${JSON.stringify(await process_())}`);
  console.log(`CartService: ${JSON.stringify(await service())}`);
  console.log(
    shop
      .logs("cartservice")
      .match(/.*"The store .*/g)
      ?.join("\n"),
  );
}
await rm(folder, { recursive: true });
