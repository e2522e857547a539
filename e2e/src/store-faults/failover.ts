// Fails over from one Redis to another, behind an address that stays the same: the old server
// becomes a replica, and only new connections lead to the new one. Needs redis-server:
// `npm exec -- node e2e/src/store-faults/failover.ts`.
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { add, countMugs } from "./rpc.ts";
import { startRedis } from "./start-redis.ts";
import { watchHealth } from "./watch-health.ts";

await using old = await startRedis();
await using next = await startRedis();
let { port } = old;
const relay = createServer((incoming) => {
  const outgoing = connect(port, "127.0.0.1");
  incoming.pipe(outgoing).pipe(incoming);
  incoming.on("error", () => outgoing.destroy());
  outgoing.on("error", () => incoming.destroy());
}).listen(0, "127.0.0.1");
await once(relay, "listening");
const address = `127.0.0.1:${(relay.address() as AddressInfo).port}`;

{
  await using shop = await startShop({
    services: ["cartservice"],
    env: { REDIS_ADDR: address, LOG_FORMAT: "json" },
  });
  const cart = await shop.instance("cartservice");
  await add(cart, "before");
  const seen = watchHealth(cart, "hipstershop.CartService");

  const control = connect(old.port, "127.0.0.1");
  control.write(`REPLICAOF 127.0.0.1 ${next.port}\r\n`);
  await once(control, "data");
  // For three seconds both the old connections and new ones lead to a server that refuses.
  let failed = 0;
  for (let i = 0; i < 30; i++) {
    if ((await add(cart, "during")) !== "ok") failed++;
    await wait(100);
  }
  const movedMs = performance.now();
  port = next.port;
  while ((await add(cart, "after")) !== "ok");
  const recoveredMs = Math.round(performance.now() - movedMs);
  for (let i = 0; i < 30; i++) {
    if ((await add(cart, "after")) !== "ok") failed++;
    await wait(20);
  }
  await wait(1_500);
  console.log(`Of 30 additions while no server took any, and 30 afterwards, ${failed} failed`);
  console.log(`The first worked ${recoveredMs} ms after the address led to the new server`);
  console.log(`The cart has ${await countMugs(cart, "after")} of 31`);
  console.log(`CartService: ${JSON.stringify(await seen())}`);
  console.log(
    shop
      .logs("cartservice")
      .match(/.*"The store .*/g)
      ?.join("\n"),
  );
  control.destroy();
}
relay.close();
