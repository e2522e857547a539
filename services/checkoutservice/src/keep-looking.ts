import { setTimeout } from "node:timers/promises";

/** A work that is done at once and then every second, until it is disposed. */
export interface Looking extends AsyncDisposable {
  /** Does the work now, and tells it so. */
  hurry(): void;
}

/** How often to look, in milliseconds. */
const LOOK_MS = 1_000;

/** Starts to do a work again and again, never twice at a time. What it throws ends nothing. */
export function keepLooking(look: (hurried: boolean) => Promise<void>): Looking {
  const stopping = new AbortController();
  const { signal } = stopping;
  let hurried = false;
  let wake = new AbortController();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      wake = new AbortController();
      const now = hurried;
      hurried = false;
      await look(now).catch(() => {});
      const early = AbortSignal.any([signal, wake.signal]);
      await setTimeout(LOOK_MS, undefined, { signal: early, ref: false }).catch(() => {});
    }
  }

  const ended = run();
  return {
    hurry() {
      hurried = true;
      wake.abort();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}
