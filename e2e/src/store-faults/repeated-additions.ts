// Freezes Redis while a visitor adds a mug three times, then resumes it: with one key for the three,
// and without. Needs redis-server: `npm exec -- node e2e/src/store-faults/repeated-additions.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { add, countMugs } from "./rpc.ts";
import { startRedis } from "./start-redis.ts";

await using redis = await startRedis();
await using shop = await startShop({
  services: ["cartservice"],
  env: { REDIS_ADDR: `127.0.0.1:${redis.port}` },
});
const cart = await shop.instance("cartservice");
for (const [userId, key] of [
  ["with a key", "k"],
  ["without a key", ""],
] as const) {
  while ((await add(cart, "ready?")) !== "ok") await wait(100);
  redis.signal("SIGSTOP");
  const tries = [await add(cart, userId, key), await add(cart, userId, key)];
  redis.signal("SIGCONT");
  while ((await add(cart, "ready?")) !== "ok") await wait(100);
  tries.push(await add(cart, userId, key));
  console.log(`${userId}: three tries (${tries}) put ${await countMugs(cart, userId)} in the cart`);
}
