import { TraceFlags } from "@opentelemetry/api";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import { createSpanBatch } from "../otlp/span-batch.ts";
import type { WrittenSpan } from "../otlp/written-span.ts";
import type { ReadMetric } from "../read-metric.ts";
import { createBatchSender } from "./batch-sender.ts";
import type { Receivers } from "./receivers.ts";

/** Sends spans, of the SDK and others, to the receivers. To shut it down sends what is left. */
export interface SpanSender extends SpanProcessor {
  /** Takes a span that has ended and is to be recorded. */
  add(span: WrittenSpan): void;
  readonly metrics: readonly ReadMetric[];
}

/** Creates the sender of a service's spans. */
export function createSpanSender(
  receivers: Receivers,
  resource: Readonly<Record<string, string>>,
): SpanSender {
  const sender = createBatchSender<WrittenSpan>({
    receivers,
    signal: "traces",
    item: "span",
    unit: "{span}",
    batch: createSpanBatch(resource),
  });
  const flush = async () => sender[Symbol.asyncDispose]();
  return {
    metrics: sender.metrics,
    add: sender.add,
    onStart() {},
    onEnd(span) {
      if (span.spanContext().traceFlags & TraceFlags.SAMPLED) sender.add(span);
    },
    forceFlush: flush,
    shutdown: flush,
  };
}
