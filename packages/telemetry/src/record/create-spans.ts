import { type Link, type SpanContext, TraceFlags, type Tracer, trace } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { EMPTY_CONTEXT } from "../empty-context.ts";
import type { Sampling } from "../export/create-sampling.ts";
import type { WrittenSpan } from "../otlp/written-span.ts";
import { OwnSpan, type SpanStart } from "./own-span.ts";
import type { SpanIds } from "./span-ids.ts";

/** Begins a span of our own. */
export type BeginSpan = (start: SpanStart) => BegunSpan;

/** What has begun, recorded or not. */
export interface BegunSpan {
  /** What is within it is a part of this: of its parent, where a parent is followed that is not recorded. */
  readonly context: SpanContext;
  /** Undefined where it is not recorded. */
  readonly span: OwnSpan | undefined;
}

export interface SpansOptions {
  /** The SDK's, which makes the spans that take the place of some of ours. */
  readonly tracer: Tracer;
  readonly sampling: Sampling;
  readonly ids: SpanIds;
  /** Takes the spans that have ended. */
  readonly add: (span: WrittenSpan) => void;
}

/** Creates what begins the spans of a recorder. It decides as the SDK does, without asking it. */
export function createSpans({ tracer, sampling, ids, add }: SpansOptions): BeginSpan {
  const { root, followsParents } = sampling;
  const home = {
    scope: { name: "hipstershop" },
    add,
    replace(span: OwnSpan) {
      const { kind, startTime, parentSpanContext: parent, links = [] } = span;
      const context = parent ? trace.setSpanContext(EMPTY_CONTEXT, parent) : EMPTY_CONTEXT;
      return ids.lend(span.spanContext(), () =>
        tracer.startSpan(span.name, { kind, startTime, links }, context),
      );
    },
  };

  function isRecorded({ parent, name, kind }: SpanStart, traceId: string): boolean {
    if (parent && followsParents) return true;
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

  return (start) => {
    const { parent } = start;
    if (parent && followsParents && !(parent.traceFlags & TraceFlags.SAMPLED)) {
      return { context: parent, span: undefined };
    }
    const traceId = parent?.traceId ?? ids.generateTraceId();
    const traceFlags = isRecorded(start, traceId) ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const context: SpanContext = { traceId, spanId: ids.generateSpanId(), traceFlags };
    if (parent?.traceState) context.traceState = parent.traceState;
    return { context, span: traceFlags ? new OwnSpan(home, context, start) : undefined };
  };
}

const NO_ATTRIBUTES = {};
const NO_LINKS: Link[] = [];
