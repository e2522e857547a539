import { SpanKind } from "@opentelemetry/api";
import type { Sampler } from "./create-sampler.ts";
import { OpenSpan, type OpenSpanOptions } from "./open-span.ts";
import type { Place } from "./place.ts";
import { randomIds } from "./random-ids.ts";

/** Begins spans. */
export interface Spans {
  /**
   * Begins a span, in a parent or as the root of a trace. What is not sampled is no span, but it has
   * a place, which tells others that they need not record either: that of its parent.
   */
  begin(
    name: string,
    parent: Place | undefined,
    options?: Partial<Pick<OpenSpanOptions, "kind" | "scope" | "startMs">>,
  ): OpenSpan | Place;
}

/** Creates what begins the spans of a service. `onEnd` takes those that have ended. */
export function createSpans(sampler: Sampler, onEnd: OpenSpanOptions["onEnd"]): Spans {
  return {
    begin(name, parent, { kind = SpanKind.INTERNAL, scope, startMs } = {}) {
      const traceId = parent?.traceId ?? randomIds.trace();
      if (!sampler(traceId, parent)) return unsampled(traceId, parent);
      return new OpenSpan(name, { kind, traceId, parent, onEnd, scope, startMs });
    },
  };
}

function unsampled(traceId: string, parent: Place | undefined): Place {
  if (parent && !parent.isSampled) return parent;
  const { spanId = randomIds.span(), traceState, isRemote = false } = parent ?? {};
  return { traceId, spanId, isSampled: false, isRemote, traceState };
}
