import { type Fault, pickVictim } from "./fault.ts";
import { planSomewhere } from "./plan-somewhere.ts";

/** Kills a process at any time. */
export const kill: Fault = async (scene) => pickVictim(scene)?.kill();

/** Kills a process where it does something, or is about to. */
export const killSomewhere: Fault = async (scene) =>
  planSomewhere(scene, (process) => process.kill());
