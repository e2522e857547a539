import type { ReadMetric } from "../read-metric.ts";
import type { Signal } from "./receiver.ts";
import type { Receivers } from "./receivers.ts";

/** Sends spans or log lines, several together. To dispose it sends at once what is left. */
export interface BatchSender<Item> extends AsyncDisposable {
  /** Takes one. With nobody to send it to it does nothing. */
  add(item: Item): void;
  /** How many were sent, and were lost, and why; how many wait. */
  readonly metrics: readonly ReadMetric[];
}

export interface BatchSenderOptions<Item> {
  readonly receivers: Receivers;
  readonly signal: Signal;
  /** As OpenTelemetry's metrics call one, "span", and as its unit. */
  readonly item: string;
  readonly unit: string;
  readonly batch: Batch<Item>;
}

/** What waits to be sent. */
export interface Batch<Item> {
  add(item: Item): void;
  /** Returns all that waits as a request of OTLP, and keeps nothing of it. */
  take(): Uint8Array;
}

/** How long one waits for others, how many are sent at once, and how many may wait meanwhile. */
const BATCH_MS = 250;
const BATCH_SIZE = 512;
const MAX_WAITING = 2_048;

/**
 * Creates a sender, which sends the next batch when a receiver has taken the one before. What cannot be sent is
 * lost, and counted.
 */
export function createBatchSender<Item>(options: BatchSenderOptions<Item>): BatchSender<Item> {
  const { receivers, signal, item: what, unit, batch } = options;
  const counts = { sent: 0, full: 0, refused: 0 };
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<unknown> | undefined;
  let counted: Promise<unknown> = Promise.resolve();

  function send(): Promise<unknown> {
    clearTimeout(timer);
    timer = undefined;
    const size = waiting;
    waiting = 0;
    if (size === 0) return Promise.resolve();
    try {
      const { first, all } = receivers.send(signal, batch.take());
      // A receiver need not take every signal.
      const count = all.then((taken) => (counts[taken ? "sent" : "refused"] += size));
      counted = Promise.all([counted, count]);
      return first;
    } catch {
      counts.refused += size;
      return Promise.resolve();
    }
  }

  function plan(): void {
    if (sending || waiting === 0) return;
    if (waiting === BATCH_SIZE) {
      clearTimeout(timer);
      timer = undefined;
    }
    // Not at once: the work that has just ended goes first.
    timer ??= setTimeout(begin, waiting < BATCH_SIZE ? BATCH_MS : 0).unref();
  }

  function begin(): void {
    sending = send().finally(() => {
      sending = undefined;
      plan();
    });
  }

  // OpenTelemetry's conventions for the metrics of its SDK: what counts here, and which one of it.
  const type = `batching_${what}_processor`;
  const component = { "otel.component.type": type, "otel.component.name": `${type}/0` };
  const metric = (name: string, description: string, read: ReadMetric["read"], grows = false) => ({
    name: `otel.sdk.processor.${what}.${name}`,
    unit,
    description,
    grows,
    read,
  });
  return {
    add(item) {
      if (!receivers.any) return;
      if (waiting >= MAX_WAITING) {
        counts.full += 1;
        return;
      }
      batch.add(item);
      waiting += 1;
      plan();
    },
    metrics: [
      metric(
        "processed",
        "How many were sent, and how many were lost, by why.",
        () => [
          [counts.sent, component],
          [counts.full, { ...component, "error.type": "queue_full" }],
          [counts.refused, { ...component, "error.type": "Error" }],
        ],
        true,
      ),
      metric("queue.size", "How many wait to be sent.", () => [[waiting, component]]),
      metric("queue.capacity", "How many may wait to be sent.", () => [[MAX_WAITING, component]]),
    ],
    async [Symbol.asyncDispose]() {
      await send();
      await counted;
    },
  };
}
