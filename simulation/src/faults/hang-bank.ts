import { outsideProcesses } from "../world/simulated-process.ts";
import type { Fault } from "./fault.ts";
import { stopFor } from "./stop-for.ts";

/** Lets the bank be in trouble: one process of payment hangs, and the others refuse all cards. */
export const hangBank: Fault = async (scene) => {
  const { world, shop, story, accidents, victims } = scene;
  if (!victims.includes("paymentservice")) return;
  accidents.plan({
    service: "paymentservice",
    kinds: ["store"],
    count: world.random.whole(1, 12),
    happen(process) {
      const ms = world.random.between(3_000, 12_000);
      stopFor(ms, process, scene);
      story.tell("the bank refuses all cards");
      shop.refusals.methods.add("Authorize");
      outsideProcesses(() =>
        world.schedule(ms, () => void shop.refusals.methods.delete("Authorize")),
      );
    },
  });
};
