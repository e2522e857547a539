import { setTimeout as wait } from "node:timers/promises";
import { type ServeEvent, serveEvents } from "./serve-events.ts";
import { StartError } from "./start-error.ts";

/** How long a start that is under way may take to come to its end, once it is to stop. */
const LAST_STEP_MS = 2_000;

/** How long a log that is not read as fast as it was written may take to be read to its end. */
const LAST_LINES_MS = 1_000;

/**
 * Starts something and runs it until SIGINT or SIGTERM, then disposes it and exits with 0.
 * A signal that comes again changes nothing. What cannot start ends the process with one
 * line on standard error and exit code 1.
 */
export async function runUntilStopped(
  name: string,
  start: () => Promise<AsyncDisposable>,
): Promise<never> {
  const { promise: stop, resolve } = Promise.withResolvers<undefined>();
  // They stay until the process ends: what watches its files passes a signal of the terminal
  // on, so it arrives twice, and the second must not cut the drain short.
  process.on("SIGINT", () => resolve(undefined));
  process.on("SIGTERM", () => resolve(undefined));

  let running: AsyncDisposable | undefined;
  try {
    const starting = start();
    // Others may know of it a moment before it has started: then they must hear that it goes.
    running =
      (await Promise.race([starting, stop])) ??
      (await Promise.race([starting, wait(LAST_STEP_MS, undefined)]));
  } catch (error) {
    const reason = error instanceof StartError ? error.message : String(error);
    process.stderr.write(`${name} cannot start: ${reason}\n`);
    tell({ kind: "failed", reason });
    process.exit(1);
  }
  if (running) {
    tell({ kind: "registered" });
    await stop;
    await running[Symbol.asyncDispose]();
  }
  await Promise.race([lastLines(), wait(LAST_LINES_MS)]);
  process.exit(0);
}

/** Resolves once standard output has taken what was written to it: the exit drops the rest. */
async function lastLines(): Promise<void> {
  if (process.stdout.writableLength === 0) return;
  await new Promise((resolve) => process.stdout.write("", resolve));
}

function tell(event: ServeEvent): void {
  serveEvents.publish(event);
}
