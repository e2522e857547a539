import { encodeLogs } from "../otlp/encode-logs.ts";
import { type BatchSender, createBatchSender } from "./batch-sender.ts";
import type { Receivers } from "./receivers.ts";

/** Creates the sender of a service's log. It takes lines in pino's JSON. */
export function createLogSender(
  receivers: Receivers,
  resource: Readonly<Record<string, string>>,
): BatchSender<string> {
  const lines: string[] = [];
  return createBatchSender({
    receivers,
    signal: "logs",
    item: "log",
    unit: "{log_record}",
    batch: {
      add: (line) => void lines.push(line),
      take: () => encodeLogs(lines.splice(0), resource),
    },
  });
}
