import { setTimeout } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** Lets shipping refuse what it is to send, for a while: its orders are canceled. */
export const refuseShipments: Fault = async ({ world: { random }, shop, story }) => {
  story.tell("shipping refuses everything");
  shop.refusals.methods.add("ShipOrder");
  await setTimeout(random.between(100, 4_000));
  shop.refusals.methods.delete("ShipOrder");
  story.tell("shipping ships again");
};
