import { type Fault, pickVictim } from "./fault.ts";
import { planSomewhere } from "./plan-somewhere.ts";
import { stopFor } from "./stop-for.ts";

/** Stops a process at any time. Others give it up meanwhile. */
export const freeze: Fault = async (scene) => {
  const process = pickVictim(scene);
  if (process) stopFor(scene.world.random.between(100, 12_000), process, scene);
};

/** Stops a process where it does something, or is about to, until others have taken its orders. */
export const freezeSomewhere: Fault = async (scene) =>
  planSomewhere(scene, (process) =>
    stopFor(scene.world.random.between(4_000, 15_000), process, scene),
  );
