import type { SpanScope, TraceHeaders } from "@hipstershop/rpc";
import {
  type Context,
  type Span,
  type SpanContext,
  SpanKind,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { readTraceContext } from "../trace-context.ts";
import type { Instruments } from "./instruments.ts";

/** A span of what a server does for a client, and the scope that the work runs in. */
export interface ServerSpan {
  /** Undefined where the caller has decided that the trace is not recorded. */
  readonly span?: Span;
  readonly scope: SpanScope;
}

/** Starts the span of a request, in the trace that the request brought with it, if it did. */
export function startServerSpan(
  { tracer, provider, traces, isLeftOut }: Instruments,
  name: string,
  received: TraceHeaders | undefined,
): ServerSpan | undefined {
  if (!traces()) return undefined;
  const parent = readTraceContext(received);
  const caller = trace.getSpanContext(parent);
  if (caller && isLeftOut(caller)) return { scope: scopeOf(caller, parent, provider) };
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
  const context = trace.setSpan(parent, span);
  return { span, scope: scopeOf(span.spanContext(), context, provider) };
}

function scopeOf(
  { traceId, spanId }: SpanContext,
  context: Context,
  provider: TracerProvider,
): SpanScope {
  return { traceId, spanId, context, provider };
}
