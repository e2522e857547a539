import {
  type Span,
  Span_SpanKind,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { type Attributes, readAttributes } from "./read-value.ts";
import type { Source } from "./source.ts";
import { toHex } from "./to-hex.ts";

/** A span as pages use it. */
export interface ObservedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Absent where the trace begins. */
  readonly parentId?: string | undefined;
  readonly source: Source;
  readonly name: string;
  readonly kind: "server" | "client" | "internal" | "producer" | "consumer";
  /** In milliseconds since the epoch, to a microsecond. */
  readonly startMs: number;
  readonly endMs: number;
  /** Why it failed. Absent where it did not. */
  readonly error?: string | undefined;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** The ids of spans, mostly of other traces, that had a part in this one. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** Something that happened at a moment of a span. */
export interface SpanEvent {
  readonly atMs: number;
  readonly name: string;
  readonly attributes: Attributes;
}

/** Reads a span as it came from a copy of a service. */
export function readSpan(span: Span, source: Source): ObservedSpan {
  const attributes = readAttributes(span.attributes);
  const startMs = toMs(span.startTimeUnixNano);
  return {
    traceId: toHex(span.traceId),
    spanId: toHex(span.spanId),
    parentId: span.parentSpanId.length > 0 ? toHex(span.parentSpanId) : undefined,
    source,
    name: span.name,
    kind: KINDS.get(span.kind) ?? "internal",
    startMs,
    endMs: Math.max(startMs, toMs(span.endTimeUnixNano)),
    error: errorOf(span, attributes),
    attributes,
    events: span.events.map(({ timeUnixNano, name, attributes: each }) => ({
      atMs: toMs(timeUnixNano),
      name,
      attributes: readAttributes(each),
    })),
    links: span.links.map(({ traceId, spanId }) => ({
      traceId: toHex(traceId),
      spanId: toHex(spanId),
    })),
  };
}

/** Returns a time of OTLP, which is in nanoseconds since the epoch, in milliseconds. */
export function toMs(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000n) / 1_000;
}

function errorOf({ status }: Span, attributes: Attributes): string | undefined {
  if (status?.code !== Status_StatusCode.ERROR) return undefined;
  const code = attributes.get("rpc.response.status_code") ?? attributes.get("error.type");
  return (
    [code, status.message].filter((part) => part !== undefined && part !== "").join(": ") ||
    "failed"
  );
}

const KINDS: ReadonlyMap<Span_SpanKind, ObservedSpan["kind"]> = new Map([
  [Span_SpanKind.SERVER, "server"],
  [Span_SpanKind.CLIENT, "client"],
  [Span_SpanKind.PRODUCER, "producer"],
  [Span_SpanKind.CONSUMER, "consumer"],
]);
