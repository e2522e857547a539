import type { TraceHeaders } from "@hipstershop/rpc";
import {
  type Context,
  defaultTextMapSetter,
  propagation,
  type SpanContext,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { TraceState, W3CBaggagePropagator } from "@opentelemetry/core";
import { EMPTY_CONTEXT } from "./empty-context.ts";

/** An id of zeros is none. */
const TRACEPARENT = /^[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/;

/** How long one of version 00 is. */
const LENGTH = 55;

/** What W3C's Baggage says that is passed on at least. More is not taken. */
const MAX_BAGGAGE = { bytes: 8_192, members: 64 };

const baggagePropagator = new W3CBaggagePropagator();

/**
 * Returns the context that a request brought with it, by W3C's Trace Context and Baggage. What is
 * malformed or too long counts as absent.
 */
export function readTraceContext(received: TraceHeaders | undefined): Context {
  if (received === undefined) return EMPTY_CONTEXT;
  const remote = readParent(received);
  const context = remote ? trace.setSpanContext(EMPTY_CONTEXT, remote) : EMPTY_CONTEXT;
  const { baggage } = received;
  if (baggage === undefined || baggage.length > MAX_BAGGAGE.bytes) return context;
  if (baggage.split(",", MAX_BAGGAGE.members + 1).length > MAX_BAGGAGE.members) return context;
  return baggagePropagator.extract(context, received, {
    get: (_, key) => (key === "baggage" ? baggage : undefined),
    keys: () => ["baggage"],
  });
}

function readParent({ traceparent, tracestate }: TraceHeaders): SpanContext | undefined {
  if (traceparent === undefined || !TRACEPARENT.test(traceparent)) return undefined;
  // Version 00 ends with the flags. A later one may go on, and ff is none.
  if (traceparent.startsWith("ff")) return undefined;
  if (traceparent.length > LENGTH && traceparent.startsWith("00")) return undefined;
  const parent: SpanContext = {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.charAt(54), 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  if (tracestate) parent.traceState = new TraceState(tracestate);
  return parent;
}

/** Writes the trace context of a span, and the baggage around it, into the headers of a request. */
export function writeTraceContext(
  headers: Record<string, string>,
  { traceId, spanId, traceFlags, traceState }: SpanContext,
  context: Context,
): void {
  const flags = traceFlags & TraceFlags.SAMPLED ? "-01" : "-00";
  headers.traceparent = `00-${traceId}-${spanId}${flags}`;
  const state = traceState?.serialize();
  if (state) headers.tracestate = state;
  if (propagation.getBaggage(context)) {
    baggagePropagator.inject(context, headers, defaultTextMapSetter);
  }
}
