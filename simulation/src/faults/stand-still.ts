import { outsideProcesses } from "../world/simulated-process.ts";
import type { Fault } from "./fault.ts";
import { stopFor } from "./stop-for.ts";

/**
 * Stops all processes for longer than a lease lasts, as a machine that sleeps does, where an order
 * is about to be charged. Its holder stops a little earlier than the others, and all go on at once,
 * soon enough for the order to be placed.
 */
export const standStill: Fault = async (scene) => {
  const { world, shop, accidents } = scene;
  accidents.plan({
    service: "checkoutservice",
    kinds: ["call"],
    name: "Authorize",
    count: world.random.whole(1, 3),
    happen(holder) {
      const aloneMs = world.random.between(0, 1_000);
      const ms = world.random.between(5_000, 5_500);
      stopFor(aloneMs + ms, holder, scene);
      outsideProcesses(() =>
        world.schedule(aloneMs, () => {
          // Unless the day is over by then.
          if (!holder.frozen) return;
          for (const each of shop.processes) if (each !== holder) stopFor(ms, each, scene);
        }),
      );
    },
  });
};
