import { setTimeout as wait } from "node:timers/promises";
import { type ServeEvent, serveEvents } from "./serve-events.ts";

/** How long a start may still take after the signal to stop. */
const LAST_STEP_MS = 2_000;

/** How long the exit waits for a slow reader of the log. */
const LAST_LINES_MS = 1_000;

/**
 * Starts something and runs it until SIGINT or SIGTERM, then disposes it and exits with 0. A
 * second signal changes nothing. When it cannot start, the process ends with one line on standard
 * error and exit code 1.
 */
export async function runUntilStopped(
  name: string,
  start: () => Promise<AsyncDisposable>,
): Promise<never> {
  const { promise: stop, resolve } = Promise.withResolvers<undefined>();
  // These listeners stay until the process ends. A signal of the terminal comes twice, because
  // the parent that watches files passes it on, and the second must not end the drain.
  process.on("SIGINT", () => resolve(undefined));
  process.on("SIGTERM", () => resolve(undefined));

  let running: AsyncDisposable | undefined;
  try {
    const starting = start();
    // When the signal comes, it may be announced already. Only when it has started can it be withdrawn.
    running =
      (await Promise.race([starting, stop])) ??
      (await Promise.race([starting, wait(LAST_STEP_MS, undefined)]));
  } catch (error) {
    const reason = error instanceof Error && error.message ? error.message : String(error);
    process.stderr.write(`${name} cannot start: ${reason}\n`);
    serveEvents.publish({ kind: "failed", reason } satisfies ServeEvent);
    process.exit(1);
  }
  if (running) {
    serveEvents.publish({ kind: "registered" } satisfies ServeEvent);
    await stop;
    await running[Symbol.asyncDispose]();
  }
  await Promise.race([lastLines(), wait(LAST_LINES_MS)]);
  process.exit(0);
}

/** Resolves when standard output has taken all that was written: the exit drops the rest. */
async function lastLines(): Promise<void> {
  if (process.stdout.writableLength === 0) return;
  await new Promise((resolve) => process.stdout.write("", resolve));
}
