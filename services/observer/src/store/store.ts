import type { LogRecord } from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
import type { Metric } from "@hipstershop/proto/opentelemetry/proto/metrics/v1/metrics";
import type { Resource } from "@hipstershop/proto/opentelemetry/proto/resource/v1/resource";
import type { Span } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { callsIn } from "./calls-in.ts";
import { clipValue, clipValues } from "./clip-values.ts";
import { createFeed, type Feed } from "./feed.ts";
import { createFigureStore, type FigureStore } from "./figure-store.ts";
import { type Hearsay, hearsayIn } from "./hearsay.ts";
import { createLogStore, type LogStore } from "./log-store.ts";
import type { ObservedCall } from "./observed-call.ts";
import { createSources } from "./source.ts";
import { createTraceStore, type TraceStore } from "./trace-store.ts";

/** All that the observer remembers of what it was sent. It is in memory only. */
export interface Store {
  readonly traces: Omit<TraceStore, "add">;
  readonly logs: Omit<LogStore, "add">;
  readonly figures: Omit<FigureStore, "add">;
  /** Tells of calls as their spans come: once for each batch that has some. */
  readonly calls: Pick<Feed<ObservedCall>, "subscribe">;
  /** Tells of what other processes found and lost, as they tell of it. */
  readonly hearsay: Pick<Feed<Hearsay>, "subscribe">;
  /** From when on it knows, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** The most that it takes, in bytes. */
  readonly maxBytes: number;
  readonly received: Received;
  /** Keeps spans. Returns how many were not kept. */
  addSpans(resource: Resource | undefined, spans: readonly Span[]): number;
  /** Keeps log lines. Returns how many were not kept. */
  addLogs(resource: Resource | undefined, records: readonly LogRecord[]): number;
  /** Keeps what a page shows of metrics. */
  addMetrics(resource: Resource | undefined, metrics: readonly Metric[]): void;
}

/** How much has come so far. */
export interface Received {
  spans: number;
  logs: number;
  /** Spans of traces that had too many, and log lines that were too long. */
  droppedSpans: number;
  droppedLogs: number;
}

/** Creates an empty store. Traces get three quarters of the bytes, log lines the rest. */
export function createStore(maxBytes: number): Store {
  const traces = createTraceStore(maxBytes * 0.75);
  const logs = createLogStore(maxBytes * 0.25);
  const figures = createFigureStore();
  const calls = createFeed<ObservedCall>();
  const hearsay = createFeed<Hearsay>();
  const sourceOf = createSources();
  const received: Received = { spans: 0, logs: 0, droppedSpans: 0, droppedLogs: 0 };
  return {
    traces,
    logs,
    figures,
    calls,
    hearsay,
    received,
    maxBytes,
    sinceMs: Date.now(),
    addSpans(resource, spans) {
      const valid = spans.filter(
        ({ traceId, spanId }) => traceId.length === 16 && spanId.length === 8,
      );
      for (const { attributes, events } of valid) {
        clipValues(attributes);
        for (const event of events) clipValues(event.attributes);
      }
      const source = sourceOf(resource);
      const dropped = traces.add(source, valid) + spans.length - valid.length;
      received.spans += spans.length;
      received.droppedSpans += dropped;
      calls.publish(callsIn(source, valid));
      return dropped;
    },
    addMetrics(resource, metrics) {
      figures.add(sourceOf(resource), metrics, Date.now());
    },
    addLogs(resource, records) {
      for (const { attributes, body } of records) {
        clipValue(body);
        clipValues(attributes);
      }
      received.logs += records.length;
      const source = sourceOf(resource);
      const dropped = logs.add(source, records);
      received.droppedLogs += dropped;
      hearsay.publish(hearsayIn(source, records));
      return dropped;
    },
  };
}
