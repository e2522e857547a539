import { encodeLogs } from "../otlp/encode-logs.ts";
import type { ReadMetric } from "../read-metric.ts";
import type { Receivers } from "./receivers.ts";

/** Sends the lines of a log to the receivers. To dispose it sends what is left. */
export interface LogSender extends AsyncDisposable {
  /** Takes a line, in pino's JSON. With nobody to send it to it does nothing. */
  add(line: string): void;
  /** How many lines were sent, and were lost, and why. */
  readonly metric: ReadMetric;
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
  /** Set while lines wait or are on their way. */
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  const counts = { sent: 0, full: 0, refused: 0 };

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const lines = waiting;
    waiting = [];
    await receivers.send("logs", encodeLogs(lines, resource)).then(
      () => {
        counts.sent += lines.length;
      },
      () => {
        // A receiver need not take logs.
        counts.refused += lines.length;
      },
    );
  }

  /** Sends what waits in a moment, and what comes meanwhile after that: one request at a time. */
  function plan(): void {
    timer ??= setTimeout(async () => {
      sending = send();
      await sending;
      timer = undefined;
      if (waiting.length > 0) plan();
    }, BATCH_MS).unref();
  }

  return {
    add(line) {
      if (!receivers.any) return;
      if (waiting.length >= MAX_WAITING) {
        counts.full += 1;
        return;
      }
      waiting.push(line);
      plan();
    },
    metric: {
      name: "otel.sdk.processor.log.processed",
      unit: "{log_record}",
      description: "Log lines that were sent, and those that were lost, by why.",
      grows: true,
      read: () => [
        [counts.sent],
        // As the SDK names them for spans.
        [counts.full, { "error.type": "queue_full" }],
        [counts.refused, { "error.type": "Error" }],
      ],
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await Promise.all([sending, send()]);
    },
  };
}
