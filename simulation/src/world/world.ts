import { AsyncLocalStorage } from "node:async_hooks";
import { createEventQueue, type Event } from "./event-queue.ts";
import { createRandom, type Random } from "./random.ts";
import { currentProcess } from "./simulated-process.ts";

/** One run of the simulation: its time, its chance, and what is still to happen in it. */
export interface World {
  readonly random: Random;
  /** The time since the world began, in milliseconds. */
  readonly nowMs: number;
  /**
   * Lets a function run after a while, in the process and the context of the caller. It does
   * not run when the process has died by then. Of events of the same moment chance decides
   * which comes first.
   */
  schedule(delayMs: number, run: () => void): Event;
  /**
   * Lets one event happen after the other until the promise settles, and returns what it
   * brings. Rejects when nothing is left to happen, and when the clock reaches `untilMs`.
   */
  run<T>(promise: Promise<T>, untilMs: number): Promise<T>;
}

let current: World | undefined;

/** Returns the world that the timers and clocks of this process belong to. */
export function currentWorld(): World {
  current ??= createWorld(0);
  return current;
}

/** Begins a world, and ends the one before it: what was to happen there never does. */
export function beginWorld(seed: number): World {
  current = createWorld(seed);
  return current;
}

// The globals are replaced by simulated ones.
const { setImmediate } = globalThis;

function createWorld(seed: number): World {
  const random = createRandom(seed);
  const queue = createEventQueue();
  let nowMs = 0;

  function next(untilMs: number): boolean {
    const event = queue.pop();
    if (event === undefined) throw new Error("Nothing is left to happen");
    if (event.canceled) return false;
    if (event.atMs > untilMs) throw new Error(`It still waits after ${untilMs} ms`);
    nowMs = event.atMs;
    event.run();
    return true;
  }

  return {
    random,
    get nowMs() {
      return nowMs;
    },
    schedule(delayMs, run) {
      const process = currentProcess();
      const inContext = AsyncLocalStorage.bind(run);
      const event: Event = {
        atMs: nowMs + Math.max(0, delayMs),
        order: random.next(),
        run: process ? () => process.whenAwake(inContext) : inContext,
        canceled: false,
      };
      queue.push(event);
      return event;
    },
    run(promise, untilMs) {
      const { promise: ended, resolve, reject } = Promise.withResolvers<typeof promise>();
      let settled = false;
      const settle = () => {
        settled = true;
      };
      promise.then(settle, settle);

      // Node runs all promise callbacks between two immediates. A batch costs one turn of its loop.
      let left = 0;
      function step(): void {
        left -= 1;
        if (settled) resolve(promise);
        else {
          try {
            while (!next(untilMs));
          } catch (error) {
            settled = true;
            reject(error);
          }
          if (left === 0) batch();
        }
      }
      function batch(): void {
        left = BATCH;
        for (let i = 0; i < BATCH; i++) setImmediate(step);
      }
      batch();
      return ended as Promise<Awaited<typeof promise>>;
    },
  };
}

const BATCH = 64;
