import type { SpanScope } from "@hipstershop/rpc";
import { type Context, type Span, trace } from "@opentelemetry/api";
import type { Instruments } from "./instruments.ts";

/** Returns what code that works in a span carries with it. */
export function spanScope(
  span: Span,
  parent: Context,
  { provider }: Pick<Instruments, "provider">,
): SpanScope {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId, context: trace.setSpan(parent, span), provider };
}
