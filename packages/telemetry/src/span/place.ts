import {
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  TraceFlags,
} from "@opentelemetry/api";

/** Where a span stands in its trace: what those that begin within it, here or elsewhere, need of it. */
export interface Place {
  /** In hex, 32 digits. */
  readonly traceId: string;
  /** In hex, 16 digits. */
  readonly spanId: string;
  readonly isSampled: boolean;
  /** Whether it is in another process. */
  readonly isRemote: boolean;
  /** As the header `tracestate` has it. */
  readonly traceState: string | undefined;
}

/** Returns the place that OpenTelemetry's API names; nothing for none. */
export function placeOf(context: SpanContext | undefined): Place | undefined {
  if (context === undefined || !isSpanContextValid(context)) return undefined;
  const { traceId, spanId, traceFlags, isRemote = false, traceState } = context;
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return { traceId, spanId, isSampled, isRemote, traceState: traceState?.serialize() };
}

/** Returns a place as OpenTelemetry's API names it. */
export function spanContextOf({ traceId, spanId, ...place }: Place): SpanContext {
  return {
    traceId,
    spanId,
    traceFlags: place.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    ...(place.isRemote && { isRemote: true }),
    ...(place.traceState && { traceState: createTraceState(place.traceState) }),
  };
}
