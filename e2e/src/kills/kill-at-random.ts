import { setTimeout as wait } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { serviceNames } from "@hipstershop/shop/names";
import { countOf } from "@hipstershop/tools/count-of";
import { followFrontends } from "../drill/follow-frontends.ts";
import { problemsAtRest } from "../problems-at-rest.ts";
import { type KillShopOptions, openKillShop } from "./kill-shop.ts";
import { orderOnce, type Told } from "./order-once.ts";

export interface RandomKillsOptions extends KillShopOptions {
  readonly orders: number;
  /** How many visit at once. */
  readonly visitors: number;
  readonly log: (line: string) => void;
}

/** What came of it: nothing, or what is wrong, in lines. */
export interface RandomKillsReport {
  readonly placed: number;
  readonly kills: number;
  readonly problems: readonly string[];
}

/** More are not down at once: a slow machine would no longer start what is killed. */
const MOST_DOWN = 2;

/** Kills a service at random every second while visitors order, and checks the books at the end. */
export async function killAtRandom(options: RandomKillsOptions): Promise<RandomKillsReport> {
  const { orders, visitors, log, signal } = options;
  await using opened = new AsyncDisposableStack();
  const shop = opened.use(await openKillShop({ ...options, services: serviceNames }));
  const frontends = opened.use(await followFrontends(shop.name));
  const told: Told[] = [];
  let begun = 0;
  let kills = 0;

  const restarting = new Map<string, Promise<unknown>>();
  const { promise: broken, reject: breakOff } = Promise.withResolvers<never>();
  const killing = (async () => {
    while (told.length < orders) {
      await wait(1_000, undefined, { signal });
      if (restarting.size >= MOST_DOWN) continue;
      const up = serviceNames.filter((name) => !restarting.has(name));
      const service = up[Math.floor(Math.random() * up.length)] ?? "";
      kills++;
      const started = shop.replace(service).finally(() => restarting.delete(service));
      started.catch(breakOff);
      restarting.set(service, started);
    }
    await Promise.all(restarting.values());
  })();
  const visiting = Array.from({ length: visitors }, async () => {
    while (begun++ < orders) {
      told.push(await orderOnce(frontends.next, signal));
      if (told.length % 100 === 0) log(`${told.length} orders, ${countOf(kills, "kill")}`);
    }
  });
  await Promise.race([Promise.all([killing, ...visiting]), broken]);

  const placed = new Set(told.flatMap(({ placedId }) => placedId ?? []));
  const problems = await problemsAtRest(shop.keepers, placed);
  for (const { sessionId, key, placedId } of told) {
    if (placedId) continue;
    const name = { case: "idempotencyKey" as const, value: key };
    const state = await shop.counter.checkout.getOrder({ userId: sessionId, name }).then(
      ({ order }) => order?.state,
      (error: unknown) => {
        if (ConnectError.from(error).code !== Code.NotFound) throw error;
      },
    );
    if (state === OrderState.PLACED) problems.push(`G4 ${key}: it was called not placed, and is`);
  }
  return { placed: placed.size, kills, problems };
}
