import type { TraceHeaders } from "@hipstershop/rpc";
import { createTraceState } from "@opentelemetry/api";
import type { Place } from "./span/place.ts";

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** What W3C's Baggage says that is passed on at least. More is not taken. */
const MAX_BAGGAGE = { bytes: 8_192, members: 64 };

/**
 * Returns the span that a request was sent in, by W3C's Trace Context. What is malformed or too long
 * counts as absent.
 */
export function readPlace({ traceparent, tracestate }: TraceHeaders): Place | undefined {
  if (traceparent === undefined) return undefined;
  const [, version, traceId = "", spanId = "", flags = "", rest] =
    TRACEPARENT.exec(traceparent) ?? [];
  // Version 00 ends with the flags. A later one may go on, and the first is no version.
  if (version === undefined || version === "ff" || (version === "00" && rest)) return undefined;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return {
    traceId,
    spanId,
    isSampled: (Number.parseInt(flags, 16) & 1) === 1,
    isRemote: true,
    traceState: tracestate ? createTraceState(tracestate).serialize() : undefined,
  };
}

/** Returns the baggage that a request brought with it, within the limits of W3C, as the header has it. */
export function readBaggageHeader({ baggage }: TraceHeaders): string | undefined {
  if (baggage === undefined || baggage.length > MAX_BAGGAGE.bytes) return undefined;
  const { length } = baggage.split(",", MAX_BAGGAGE.members + 1);
  return length > MAX_BAGGAGE.members ? undefined : baggage;
}

/** Writes the span that a request is sent in, and the baggage, into its headers. */
export function writeTraceContext(
  headers: Record<string, string>,
  { traceId, spanId, isSampled, traceState }: Place,
  baggage: string | undefined,
): void {
  headers.traceparent = `00-${traceId}-${spanId}-0${isSampled ? 1 : 0}`;
  if (traceState) headers.tracestate = traceState;
  if (baggage) headers.baggage = baggage;
}

const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);
