import { setTimeout as wait } from "node:timers/promises";
import type { Instance } from "@hipstershop/registry";
import { health } from "./rpc.ts";

/** What was seen of a service's health; times in milliseconds. */
export interface SeenHealth {
  /** Each state, and how long after the beginning it was seen first. */
  readonly states: readonly string[];
  readonly slowestMs: number;
}

/** Asks for the health of a service every 50 ms, until the function that it returns is called. */
export function watchHealth(instance: Instance, service: string): () => Promise<SeenHealth> {
  const startMs = performance.now();
  const states: string[] = [];
  let last: string | undefined;
  let slowestMs = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const askedMs = performance.now();
      const state = await health(instance, service);
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - askedMs));
      if (state !== last) states.push(`${state} after ${Math.round(askedMs - startMs)} ms`);
      last = state;
      await wait(50);
    }
  })();
  return async () => {
    over = true;
    await watching;
    return { states, slowestMs };
  };
}
