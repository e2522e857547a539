import { type Fault, pickVictim } from "./fault.ts";

/** Sets the clock of a process, by up to a day. */
export const setClock: Fault = async (scene) => {
  const process = pickVictim(scene);
  if (process === undefined) return;
  const errorMs = scene.world.random.whole(-DAY_MS, DAY_MS);
  scene.story.tell(`has a clock that is ${errorMs} ms wrong`, process.name);
  process.clockErrorMs = errorMs;
};

const DAY_MS = 24 * 60 * 60 * 1_000;
