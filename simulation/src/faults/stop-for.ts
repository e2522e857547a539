import { outsideProcesses, type SimulatedProcess } from "../world/simulated-process.ts";
import type { Scene } from "./fault.ts";

/** Stops a process for so many milliseconds: it goes on as if no time had passed. */
export function stopFor(ms: number, process: SimulatedProcess, { world, story }: Scene): void {
  story.tell("freezes", process.name);
  process.freeze();
  outsideProcesses(() =>
    world.schedule(ms, () => {
      if (process.frozen) story.tell("goes on", process.name);
      process.thaw();
    }),
  );
}
