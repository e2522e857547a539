import { setTimeout as wait } from "node:timers/promises";
import type { ShopCommand } from "../shop/shop-commands.ts";
import { startObserver } from "./start-observer.ts";
import { CALLS_OF_A_PAGE, SPANS_OF_A_PAGE, telemetryOfPages } from "./telemetry-of-pages.ts";

/** What an observer takes. */
export interface ObserverFigures {
  /** The memory of its process before anything has come, and when it has to forget. */
  readonly emptyBytes: number;
  readonly fullBytes: number;
  /** The CPU for a span, while it is sent as many as it can take, in microseconds. */
  readonly spanCpuUs: number;
  /** The part of a core that it uses at the rate of `callsPerSecond`. */
  readonly cpuPart: number;
}

export interface MeasureObserverOptions {
  readonly callsPerSecond: number;
  readonly durationMs: number;
}

/** The pages of a batch of the flood: frontend's has some 440 spans of the 512 that it may have. */
const BATCH_PAGES = 40;
/** Twice as many pages as an observer remembers. */
const FULL_PAGES = 20_000;
/** How often services send. */
const PACE_MS = 250;

/** Fills an observer twice over, and then sends to it what a shop at a steady rate does. */
export async function measureObserver(
  command: ShopCommand,
  { callsPerSecond, durationMs }: MeasureObserverOptions,
): Promise<ObserverFigures> {
  await using observer = await startObserver(command);
  const send = (pages: number) => Promise.all(telemetryOfPages(pages).map(observer.send));
  // What start-up left to collect.
  await wait(2_000);
  const emptyBytes = await observer.memoryBytes();
  const atFirstMs = await observer.cpuMs();
  for (let pages = 0; pages < FULL_PAGES; pages += BATCH_PAGES) await send(BATCH_PAGES);
  const filledMs = (await observer.cpuMs()) - atFirstMs;
  const beforeMs = await observer.cpuMs();
  const startMs = performance.now();
  const batchPages = Math.round((callsPerSecond * PACE_MS) / 1_000 / CALLS_OF_A_PAGE);
  for (let atMs = 0; atMs < durationMs; atMs += PACE_MS) {
    await send(batchPages);
    await wait(Math.max(0, startMs + atMs + PACE_MS - performance.now()));
  }
  return {
    emptyBytes,
    fullBytes: await observer.memoryBytes(),
    spanCpuUs: (1_000 * filledMs) / (FULL_PAGES * SPANS_OF_A_PAGE),
    cpuPart: ((await observer.cpuMs()) - beforeMs) / (performance.now() - startMs),
  };
}
