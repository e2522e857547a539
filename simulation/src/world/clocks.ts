import { currentProcess } from "./simulated-process.ts";
import { currentWorld } from "./world.ts";

/** When each world begins. */
const BEGINNING_MS = Date.UTC(2030, 0, 1);

/** Makes the clocks of this process show the world's time, with the errors of each process. */
export function replaceClocks(): void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...values: []) {
      // The types know of no argument, and there are up to seven.
      if (values.length === 0) super(wallClockMs());
      else super(...values);
    }
    static override now() {
      return wallClockMs();
    }
  } as DateConstructor;
  performance.now = () => currentWorld().nowMs + (currentProcess()?.monotonicStartMs ?? 0);
  Object.defineProperty(performance, "timeOrigin", { get: () => BEGINNING_MS });
}

function wallClockMs(): number {
  const errorMs = currentProcess()?.clockErrorMs ?? 0;
  return Math.floor(BEGINNING_MS + currentWorld().nowMs + errorMs);
}
