import type { Place } from "../world/simulated-process.ts";
import { type Fault, pickVictim } from "./fault.ts";

/** Kills a process at any time. */
export const kill: Fault = async (scene) => pickVictim(scene)?.kill();

/** Kills a process where it has reached a failpoint: between two steps that belong together. */
export const killAtFailpoint: Fault = async ({ world: { random }, deaths, victims }) =>
  deaths.plan(random.pick(victims), ["failpoint"], random.whole(1, 8));

/** Kills a process where it calls, is answered, uses its store, logs, or wakes up. */
export const killAtPlace: Fault = async ({ world: { random }, deaths, victims }) =>
  deaths.plan(random.pick(victims), PLACES, random.whole(1, 40));

const PLACES: readonly Place["kind"][] = ["call", "answer", "store", "log"];
