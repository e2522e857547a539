import { type Span, Span_SpanKind } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import type { ObservedCall } from "./observed-call.ts";
import { readSpan } from "./observed-span.ts";
import type { Attributes } from "./read-value.ts";
import { rpcOf } from "./rpc-of.ts";
import type { Source } from "./source.ts";
import { storeOf } from "./store-of.ts";

/**
 * Returns the calls that spans of one copy of a service tell of: those that it made, and those that
 * came to it from outside, where a trace begins. Of a call between two services only the caller's
 * span counts.
 */
export function callsIn(source: Source, spans: readonly Span[]): ObservedCall[] {
  const { service } = source;
  return spans.flatMap((span) => {
    const isCall = span.kind === Span_SpanKind.CLIENT;
    const isEntry = span.kind === Span_SpanKind.SERVER && span.parentSpanId.length === 0;
    if (!isCall && !isEntry) return [];
    const { startMs, endMs, error, attributes } = readSpan(span, source);
    const callee = isCall ? calleeOf(attributes) : service;
    if (callee === undefined) return [];
    return [
      {
        ...(isCall && { caller: service }),
        callee,
        startMs,
        durationMs: endMs - startMs,
        ...(error !== undefined && { error }),
      },
    ];
  });
}

/** Whom a client span calls; undefined where it does not say, or uses a store. */
function calleeOf(attributes: Attributes): string | undefined {
  if (storeOf(attributes) !== undefined) return undefined;
  const named = attributes.get("peer.service") ?? attributes.get("server.address");
  return rpcOf(attributes)?.service ?? named?.toString();
}
