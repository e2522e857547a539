import { setTimeout } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** Parts one service from another for a while. */
export const partNetwork: Fault = async ({ world: { random }, shop, story, victims }) => {
  const [one, other] = [random.pick(victims), random.pick(["checkoutservice", "customer"])];
  if (one === other) return;
  story.tell(`${one} and ${other} are parted`);
  using _parted = shop.network.part(one, other);
  await setTimeout(random.between(100, 15_000));
  story.tell(`${one} and ${other} are together again`);
};
