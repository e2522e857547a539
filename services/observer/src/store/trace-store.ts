import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ScopeSpansSchema, type Span } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { createFeed, type Feed } from "./feed.ts";
import { type ObservedSpan, readSpan } from "./observed-span.ts";
import type { Source } from "./source.ts";
import { toHex } from "./to-hex.ts";
import { summarize, type TraceSummary } from "./trace-summary.ts";

/** The traces that are remembered, within a bound of bytes. */
export interface TraceStore {
  /** Keeps spans of one copy. Returns how many were not kept, because their trace has too many. */
  add(source: Source, spans: readonly Span[]): number;
  /** Returns the spans of a trace, in no order; undefined where it is not known, or no more. */
  find(traceId: string): readonly ObservedSpan[] | undefined;
  /** Returns a trace without its spans. */
  summary(traceId: string): TraceSummary | undefined;
  /** The traces, the one that changed last first. */
  newest(): Iterable<TraceSummary>;
  /** Tells the ids of traces that got spans. */
  readonly changes: Feed<string>;
  /** What they take, in bytes. */
  readonly bytes: number;
  /** How many traces were forgotten for want of room. */
  readonly forgotten: number;
}

interface StoredTrace {
  summary: TraceSummary;
  readonly chunks: { readonly source: Source; readonly encoded: Uint8Array }[];
  bytes: number;
}

/** The most spans that are kept of a trace. */
export const MAX_SPANS = 2_000;

/** What objects take besides what is encoded in them, in bytes. */
const CHUNK_BYTES = 250;
const TRACE_BYTES = 1_000;

/**
 * Creates a store of traces that takes `maxBytes` at most. Spans are kept encoded, which takes a
 * tenth of what they take as objects. When it is full the oldest trace is forgotten. Those that
 * failed or were slow stay longer: as long as the others take more than a quarter of the room.
 */
export function createTraceStore(maxBytes: number): TraceStore {
  /** Each in the order of their last change. */
  const ordinary = new Map<string, StoredTrace>();
  const notable = new Map<string, StoredTrace>();
  const changes = createFeed<string>();
  let bytes = 0;
  let ordinaryBytes = 0;
  let forgotten = 0;

  function remove(id: string): StoredTrace | undefined {
    const kept = ordinary.get(id);
    if (kept) ordinaryBytes -= kept.bytes;
    const trace = kept ?? notable.get(id);
    if (!trace) return undefined;
    ordinary.delete(id);
    notable.delete(id);
    bytes -= trace.bytes;
    return trace;
  }

  function insert(id: string, trace: StoredTrace): void {
    const { failed, slow } = trace.summary;
    (failed || slow ? notable : ordinary).set(id, trace);
    bytes += trace.bytes;
    if (!failed && !slow) ordinaryBytes += trace.bytes;
  }

  function forgetOldest(): void {
    while (bytes > maxBytes) {
      const from = ordinaryBytes > maxBytes / 4 || notable.size === 0 ? ordinary : notable;
      const [id] = from.keys();
      if (id === undefined) return;
      remove(id);
      forgotten++;
    }
  }

  function addTo(id: string, source: Source, spans: Span[]): number {
    const trace = remove(id) ?? { summary: summarize(id), chunks: [], bytes: TRACE_BYTES };
    const room = MAX_SPANS - trace.summary.spans;
    const taken = spans.slice(0, Math.max(0, room));
    trace.summary = summarize(id, trace.summary, source, spans, spans.length - taken.length);
    if (taken.length > 0) {
      const encoded = toBinary(ScopeSpansSchema, create(ScopeSpansSchema, { spans: taken }));
      trace.chunks.push({ source, encoded });
      trace.bytes += encoded.byteLength + CHUNK_BYTES;
    }
    insert(id, trace);
    return spans.length - taken.length;
  }

  const stored = (id: string) => ordinary.get(id) ?? notable.get(id);
  return {
    add(source, spans) {
      const byTrace = Map.groupBy(spans, ({ traceId }) => toHex(traceId));
      let dropped = 0;
      for (const [id, own] of byTrace) dropped += addTo(id, source, own);
      forgetOldest();
      changes.publish([...byTrace.keys()]);
      return dropped;
    },
    find: (id) =>
      stored(id)?.chunks.flatMap(({ source, encoded }) =>
        fromBinary(ScopeSpansSchema, encoded).spans.map((span) => readSpan(span, source)),
      ),
    summary: (id) => stored(id)?.summary,
    *newest() {
      const lists = [ordinary, notable].map((map) => [...map.values()].map((each) => each.summary));
      yield* lists.flat().sort((a, b) => b.startMs - a.startMs);
    },
    changes,
    get bytes() {
      return bytes;
    },
    get forgotten() {
      return forgotten;
    },
  };
}
