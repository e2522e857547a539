import { setTimeout } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** Lets the network lose, delay and repeat some of what is sent, for a while. */
export const disturbNetwork: Fault = async ({ world: { random }, shop, story }) => {
  const { conditions } = shop.network;
  const before = { ...conditions };
  Object.assign(conditions, {
    lose: random.pick([0, 0.02, 0.1, 0.3]),
    repeat: random.pick([0, 0.1, 0.4]),
    slow: random.pick([0, 0.02, 0.2]),
    slowMs: random.pick([100, 2_000, 9_000]),
  });
  story.tell(`the network is ${JSON.stringify(conditions)}`);
  await setTimeout(random.between(1_000, 10_000));
  Object.assign(conditions, before);
  story.tell("the network is well");
};
