import type { TraceHeaders } from "@hipstershop/rpc";
import { SpanKind } from "@opentelemetry/api";
import { readTraceContext } from "../trace-context.ts";
import type { Instruments } from "./instruments.ts";
import type { OwnSpan } from "./own-span.ts";

/** Starts the span of a request, in the trace that the request brought with it, if it did. */
export function startServerSpan(
  { begin, traces }: Instruments,
  name: string,
  startMs: number,
  received: TraceHeaders | undefined,
): OwnSpan | undefined {
  if (!traces()) return undefined;
  return begin({ name, kind: SpanKind.SERVER, startMs, around: readTraceContext(received) });
}
