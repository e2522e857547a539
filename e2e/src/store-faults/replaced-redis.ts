// Kills Redis under load, as when its pod is deleted, and starts another at the same address after
// two seconds. Needs redis-server: `npm exec -- node e2e/src/store-faults/replaced-redis.ts`.
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { add, rpc } from "./rpc.ts";
import { startRedis } from "./start-redis.ts";

const USERS = 8;
const GONE_MS = 2_000;
const AFTER_MS = 2_000;

const old = await startRedis();
await using shop = await startShop({
  services: ["cartservice"],
  env: { REDIS_ADDR: `127.0.0.1:${old.port}`, LOG_FORMAT: "json" },
});
const cart = await shop.instance("cartservice");

const ended = new AbortController();
const counts = { reads: 0, additions: 0, failedReads: 0, failedAdditions: 0, slowestMs: 0 };
const users = Array.from({ length: USERS }, async (_, user) => {
  const userId = `user-${user}`;
  for (let i = 0; !ended.signal.aborted; i++) {
    const startMs = performance.now();
    const added = await add(cart, userId, `${userId}-${i}`);
    const read = await rpc(cart, "hipstershop.CartService/GetCart", { userId });
    counts.slowestMs = Math.max(counts.slowestMs, Math.round(performance.now() - startMs));
    counts.additions++;
    counts.reads++;
    if (added !== "ok") counts.failedAdditions++;
    if (read.code !== undefined) counts.failedReads++;
    await wait(5);
  }
});

await wait(500);
await old[Symbol.asyncDispose]();
await wait(GONE_MS);
await using _next = await startRedis({ port: old.port });
await wait(AFTER_MS);
ended.abort();
await Promise.all(users);

console.log(`${counts.failedReads} of ${counts.reads} reads failed`);
console.log(`${counts.failedAdditions} of ${counts.additions} additions with a key failed`);
console.log(`The slowest pair took ${counts.slowestMs} ms`);
