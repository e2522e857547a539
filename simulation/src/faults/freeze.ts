import { setTimeout } from "node:timers/promises";
import { type Fault, pickVictim } from "./fault.ts";

/** Stops a process for a while: it goes on as if no time had passed, and others have given it up. */
export const freeze: Fault = async (scene) => {
  const process = pickVictim(scene);
  if (process === undefined) return;
  scene.story.tell("freezes", process.name);
  process.freeze();
  await setTimeout(scene.world.random.between(100, 12_000));
  scene.story.tell("goes on", process.name);
  process.thaw();
};
