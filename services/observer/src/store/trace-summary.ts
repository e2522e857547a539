import {
  type Span,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { toMs } from "./observed-span.ts";
import type { Source } from "./source.ts";

/** What a list shows of a trace. */
export interface TraceSummary {
  readonly id: string;
  /** The name of the span that it began with; of the earliest one, while that has not come. */
  readonly name: string;
  /** The service that it began in. */
  readonly service: string;
  /** Whether the span that it began with has come. */
  readonly complete: boolean;
  /** The services that have a part in it, in the order in which they came: the first 50. */
  readonly services: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  /** How many spans came. */
  readonly spans: number;
  /** How many of them were not kept, because there were too many. */
  readonly dropped: number;
  /** How many of them failed. */
  readonly failures: number;
  /** Whether the span that it began with failed, or is missing and another failed. */
  readonly failed: boolean;
  /** Whether it took SLOW_MS or longer. */
  readonly slow: boolean;
}

/** From when on a trace is slow, in milliseconds. */
export const SLOW_MS = 500;

/** Strangers may send any names: these are longer, and more, than those of people who look. */
const MAX_NAME_LENGTH = 200;
const MAX_SERVICES = 50;

/** Returns the summary of a trace to which spans of one copy were added; without any, an empty one. */
export function summarize(
  id: string,
  before: TraceSummary = { ...EMPTY, id },
  source?: Source,
  spans: readonly Span[] = [],
  dropped = 0,
): TraceSummary {
  if (!source) return before;
  let { name, service, startMs, endMs, complete, failures, failed } = before;
  for (const span of spans) {
    const spanStartMs = toMs(span.startTimeUnixNano);
    const isRoot = span.parentSpanId.length === 0;
    const isError = span.status?.code === Status_StatusCode.ERROR;
    if (isError) failures++;
    if (isRoot) failed = isError;
    if (isRoot || (!complete && spanStartMs < startMs)) {
      name = span.name.slice(0, MAX_NAME_LENGTH);
      service = source.service;
    }
    complete ||= isRoot;
    startMs = Math.min(startMs, spanStartMs);
    endMs = Math.max(endMs, toMs(span.endTimeUnixNano));
  }
  const isKnown = before.services.includes(source.service);
  const services =
    isKnown || before.services.length >= MAX_SERVICES
      ? before.services
      : [...before.services, source.service];
  return {
    id,
    name,
    service,
    complete,
    services,
    startMs,
    endMs,
    spans: before.spans + spans.length,
    dropped: before.dropped + dropped,
    failures,
    failed: failed || (!complete && failures > 0),
    slow: endMs - startMs >= SLOW_MS,
  };
}

const EMPTY: Omit<TraceSummary, "id"> = {
  name: "",
  service: "",
  complete: false,
  services: [],
  startMs: Number.POSITIVE_INFINITY,
  endMs: 0,
  spans: 0,
  dropped: 0,
  failures: 0,
  failed: false,
  slow: false,
};
