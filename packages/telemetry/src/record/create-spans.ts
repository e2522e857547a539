import {
  INVALID_TRACEID,
  type Link,
  type SpanContext,
  TraceFlags,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { EMPTY_CONTEXT } from "../empty-context.ts";
import type { Sampling } from "../export/create-sampling.ts";
import type { WrittenSpan } from "../otlp/written-span.ts";
import { OwnSpan, type SpanStart } from "./own-span.ts";
import type { SpanIds } from "./span-ids.ts";

/** Begins a span of our own. Where its parent is followed, and not recorded, it stands for that. */
export type BeginSpan = (start: SpanStart) => OwnSpan;

export interface SpansOptions {
  readonly provider: TracerProvider;
  readonly sampling: Sampling;
  /** Those that the provider takes too. */
  readonly ids: SpanIds;
  /** Takes the spans that have ended. */
  readonly add: (span: WrittenSpan) => void;
}

/** Creates what begins the spans of a recorder. It decides as the SDK does, without asking it. */
export function createSpans({ provider, sampling, ids, add }: SpansOptions): BeginSpan {
  const { root, followsParents } = sampling;
  const tracer = provider.getTracer("hipstershop");
  const home = {
    provider,
    scope: { name: "hipstershop" },
    add,
    replace: (span: OwnSpan) =>
      ids.lend(span.spanContext(), () => {
        const { kind, startTime, links = [] } = span;
        return tracer.startSpan(span.name, { kind, startTime, links }, span.start.around);
      }),
  };

  function isRecorded({ name, kind }: SpanStart, traceId: string): boolean {
    const { decision } = root.shouldSample(
      EMPTY_CONTEXT,
      traceId,
      name,
      kind,
      NO_ATTRIBUTES,
      NO_LINKS,
    );
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  }

  return function begin(start) {
    const parent = trace.getSpanContext(start.around);
    // A span that nobody makes has no ids. To look at each digit takes longer than all else here.
    if (parent?.traceId === INVALID_TRACEID) {
      return begin({ ...start, around: trace.deleteSpan(start.around) });
    }
    const follows = parent !== undefined && followsParents;
    if (follows && !(parent.traceFlags & TraceFlags.SAMPLED)) {
      return new OwnSpan(home, parent, start);
    }
    const traceId = parent?.traceId ?? ids.generateTraceId();
    const traceFlags = follows || isRecorded(start, traceId) ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const own: SpanContext = { traceId, spanId: ids.generateSpanId(), traceFlags };
    if (parent?.traceState) own.traceState = parent.traceState;
    return new OwnSpan(home, own, start);
  };
}

const NO_ATTRIBUTES = {};
const NO_LINKS: Link[] = [];
