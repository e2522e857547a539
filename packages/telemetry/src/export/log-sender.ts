import { encodeLogs } from "../otlp/encode-logs.ts";
import type { Receivers } from "./receivers.ts";

/** Sends the lines of a log to the receivers. To dispose it sends what is left. */
export interface LogSender extends AsyncDisposable {
  /** Takes a line, in pino's JSON. With nobody to send it to it does nothing. */
  add(line: string): void;
}

/** How long a line waits for others, and how many may wait. */
const BATCH_MS = 250;
const MAX_WAITING = 2_048;

/** Creates the sender of a service's log. Lines that cannot be sent are lost: the log itself stays. */
export function createLogSender(
  receivers: Receivers,
  resource: Readonly<Record<string, string>>,
): LogSender {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function send(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const lines = waiting;
    waiting = [];
    // A receiver need not take logs.
    await receivers.send("logs", encodeLogs(lines, resource)).catch(() => {});
  }

  return {
    add(line) {
      if (!receivers.any || waiting.length >= MAX_WAITING) return;
      waiting.push(line);
      timer ??= setTimeout(send, BATCH_MS).unref();
    },
    [Symbol.asyncDispose]: send,
  };
}
