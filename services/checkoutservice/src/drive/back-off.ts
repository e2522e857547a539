import { MAX_PAUSE_MS } from "../store/delivery-store.ts";

/** Returns how long to wait after so many tries in vain: from 1 s to 10 s, in milliseconds. */
export function backOff(tries: number): number {
  return Math.min(1_000 * 2 ** (tries - 1), MAX_PAUSE_MS);
}
