import type { IncomingHttpHeaders } from "node:http";
import type { TraceHeaders } from "./call-context.ts";

/** Returns the trace context that the headers of a request carry, if they carry one. */
export function traceHeaders({
  traceparent,
  tracestate,
  baggage,
}: IncomingHttpHeaders): TraceHeaders | undefined {
  if (traceparent === undefined && baggage === undefined) return undefined;
  return {
    ...(typeof traceparent === "string" && { traceparent }),
    ...(typeof tracestate === "string" && { tracestate }),
    ...(typeof baggage === "string" && { baggage }),
  };
}
