import { setTimeout } from "node:timers/promises";
import { SOUND } from "../shop/with-store-faults.ts";
import type { Fault } from "./fault.ts";

/** Lets the stores fail, lose answers and be slow for a while. */
export const disturbStores: Fault = async ({ world: { random }, shop, story }) => {
  Object.assign(shop.stores, {
    fail: random.pick([0, 0.05, 0.3]),
    loseAnswer: random.pick([0, 0.05, 0.3]),
    slow: random.pick([0, 0.02, 0.2]),
  });
  story.tell(`the stores are ${JSON.stringify(shop.stores)}`);
  await setTimeout(random.between(1_000, 10_000));
  Object.assign(shop.stores, SOUND);
  story.tell("the stores are well");
};
