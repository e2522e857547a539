// No attack: 32 visitors who never pause, for five minutes (DURATION says otherwise), with carts, orders,
// payments and shipments in SQLite, and then in Redis and PostgreSQL as in production. Where ATTACKED says which
// shop it is, they are where that shop has them.
// `npm exec -- node e2e/src/attacks/load.ts`
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { startPostgres } from "@hipstershop/database/testing/start-postgres";
import { spawnService } from "../spawn-service.ts";
import { startRedis } from "../store-faults/start-redis.ts";
import { attack } from "./attack.ts";
import type { Target } from "./open-attacked.ts";

if (process.env.ATTACKED) await attack("load", load);
else {
  await attack("load, in SQLite", load);
  await using redis = await startRedis();
  await using postgres = await startPostgres();
  const env = {
    REDIS_ADDR: `127.0.0.1:${redis.port}`,
    DATABASE_URL: await postgres.createDatabase(),
  };
  await attack("load, in Redis and PostgreSQL", load, { env });
}

async function load({ host, port }: Target): Promise<object> {
  const generator = spawnService("loadgenerator", {
    bundled: true,
    env: {
      FRONTEND_ADDR: `${host}:${port}`,
      USERS: "32",
      RATE: "32",
      WAIT: "none",
      DURATION: process.env.DURATION ?? "5m",
      REPORT: "-",
    },
  });
  generator.stderr.resume();
  const exited = once(generator, "exit");
  const report = await text(generator.stdout);
  await exited;
  return JSON.parse(report).total;
}
