import { type Span, Span_SpanKind } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import type { ObservedCall } from "./observed-call.ts";
import { type ObservedSpan, readSpan } from "./observed-span.ts";
import type { Source } from "./source.ts";

/**
 * Returns the calls that spans of one copy of a service tell of: those that it made, and those that
 * came to it from outside, where a trace begins. Of a call between two services only the caller's
 * span counts.
 */
export function callsIn(source: Source, spans: readonly Span[]): ObservedCall[] {
  return spans.flatMap((span) => {
    const isCall = span.kind === Span_SpanKind.CLIENT;
    const isEntry = span.kind === Span_SpanKind.SERVER && span.parentSpanId.length === 0;
    if (!isCall && !isEntry) return [];
    const call = readSpan(span, source);
    const found = isCall
      ? callMade(call)
      : { callee: source.service, calleeInstance: source.instance };
    if (!found) return [];
    const { startMs, endMs, error } = call;
    const timed = { method: methodOf(call), startMs, durationMs: endMs - startMs };
    const caller = isCall ? { caller: source.service, callerInstance: source.instance } : {};
    return [{ ...caller, ...found, ...timed, ...(error !== undefined && { error }) }];
  });
}

/** Whom a client span calls; undefined where it does not say. */
function callMade({ attributes }: ObservedSpan) {
  // A store is no service.
  if (attributes.has("db.system.name")) return undefined;
  const text = (name: string) => attributes.get(name)?.toString();
  const [, rpcService] = /([^./]+)\/[^/]+$/.exec(text("rpc.method") ?? "") ?? [];
  const callee = rpcService?.toLowerCase() ?? text("peer.service") ?? text("server.address");
  if (callee === undefined) return undefined;
  const calleeInstance = text("hipstershop.instance");
  return { callee, ...(calleeInstance !== undefined && { calleeInstance }) };
}

/** The short name of what is called: "Convert", "GET /cart". */
function methodOf({ name, attributes }: ObservedSpan): string {
  const method = attributes.get("rpc.method")?.toString() ?? "";
  return /\/([^/]+)$/.exec(method)?.[1] ?? name;
}
