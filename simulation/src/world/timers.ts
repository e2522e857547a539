import timers from "node:timers";
import promises from "node:timers/promises";
import type { Event } from "./event-queue.ts";
import { currentProcess } from "./simulated-process.ts";
import { currentWorld } from "./world.ts";

type Callback = (...values: unknown[]) => void;

/** What Node's functions return, as far as it is used. Nothing here keeps a process alive. */
interface Timer extends Disposable {
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
  refresh(): Timer;
  close(): Timer;
}

/** Makes the timers of this process, global and imported, run on the world's time. */
export function replaceTimers(): void {
  const setTimeout = (callback: Callback, ms = 1, ...values: unknown[]) =>
    createTimer(() => callback(...values), ms, { repeats: false });
  const setInterval = (callback: Callback, ms = 1, ...values: unknown[]) =>
    createTimer(() => callback(...values), ms, { repeats: true });
  const setImmediate = (callback: Callback, ...values: unknown[]) =>
    createTimer(() => callback(...values), 0, { repeats: false });
  const clear = (timer?: Timer) => void timer?.close?.();
  const replaced = {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
  Object.assign(globalThis, replaced);
  Object.assign(timers, replaced);
  Object.assign(promises, {
    setTimeout: wait,
    setInterval: ticks,
    setImmediate: (value: unknown, options: WaitOptions) => wait(0, value, options),
  });
  Object.assign(promises.scheduler, { wait, yield: () => wait(0) });
}

function createTimer(
  callback: () => void,
  ms: number,
  { repeats }: { readonly repeats: boolean },
): Timer {
  const world = currentWorld();
  const process = currentProcess();
  let event: Event;

  function start(): void {
    event = world.schedule(Math.max(ms, 0.01), () => {
      if (process && !process.reach({ kind: "timer", name: `${ms} ms` })) return;
      if (repeats) start();
      callback();
    });
  }
  const timer: Timer = {
    ref: () => timer,
    unref: () => timer,
    hasRef: () => false,
    refresh() {
      event.canceled = true;
      start();
      return timer;
    },
    close() {
      event.canceled = true;
      return timer;
    },
    [Symbol.dispose]: () => void timer.close(),
  };
  start();
  return timer;
}

interface WaitOptions {
  readonly signal?: AbortSignal;
}

function wait<T>(ms = 1, value?: T, { signal }: WaitOptions = {}): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      timer?.close();
      reject(
        new DOMException("The operation was aborted", {
          name: "AbortError",
          cause: signal?.reason,
        }),
      );
    };
    let timer: Timer | undefined;
    if (signal?.aborted) return aborted();
    const done = () => {
      signal?.removeEventListener("abort", aborted);
      resolve(value);
    };
    timer = createTimer(done, ms, { repeats: false });
    signal?.addEventListener("abort", aborted, { once: true });
  });
}

/** Yields the value again and again; a reader that is slow gets no value twice. */
async function* ticks<T>(ms = 1, value?: T, options: WaitOptions = {}) {
  for (;;) yield await wait(ms, value, options);
}
