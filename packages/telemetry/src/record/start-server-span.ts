import type { SpanScope, TraceHeaders } from "@hipstershop/rpc";
import { SpanKind, trace } from "@opentelemetry/api";
import { readTraceContext } from "../trace-context.ts";
import type { Instruments } from "./instruments.ts";
import type { OwnSpan } from "./own-span.ts";

/** A span of what a server does for a client, and the scope that the work runs in. */
export interface ServerSpan {
  /** Undefined where it is not recorded. */
  readonly span: OwnSpan | undefined;
  readonly scope: SpanScope;
}

/** Starts the span of a request, in the trace that the request brought with it, if it did. */
export function startServerSpan(
  { begin, provider, traces }: Instruments,
  name: string,
  startMs: number,
  received: TraceHeaders | undefined,
): ServerSpan | undefined {
  if (!traces()) return undefined;
  const outer = readTraceContext(received);
  const parent = trace.getSpanContext(outer);
  const { context: own, span } = begin({ name, kind: SpanKind.SERVER, startMs, parent });
  const context = trace.setSpan(outer, span ?? trace.wrapSpanContext(own));
  return { span, scope: { traceId: own.traceId, spanId: own.spanId, context, provider } };
}
