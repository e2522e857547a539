import type { IncomingHttpHeaders } from "node:http";
import type { TraceHeaders } from "./call-context.ts";

/** Returns the trace context that the headers of a request carry, if they carry one. */
export function traceHeaders({
  traceparent,
  tracestate,
  baggage,
}: IncomingHttpHeaders): TraceHeaders | undefined {
  if (traceparent === undefined && baggage === undefined) return undefined;
  const received: { -readonly [Name in keyof TraceHeaders]: TraceHeaders[Name] } = {};
  if (typeof traceparent === "string") received.traceparent = traceparent;
  if (typeof tracestate === "string") received.tracestate = tracestate;
  if (typeof baggage === "string") received.baggage = baggage;
  return received;
}
