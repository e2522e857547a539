import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { ScopeSpansSchema, type Span } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { type Chain, createBlockPool, NO_BYTES, roomOf } from "./block-pool.ts";
import { createFeed, type Feed } from "./feed.ts";
import { type ObservedSpan, readSpan } from "./observed-span.ts";
import type { Source } from "./source.ts";
import { toHex } from "./to-hex.ts";
import { summarize, type TraceSummary } from "./trace-summary.ts";

/** The traces that are remembered, within a bound of bytes. */
export interface TraceStore {
  /**
   * Keeps spans of one copy. Returns how many were not kept, because their trace has too many, or
   * takes too much.
   */
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
  readonly summary: TraceSummary;
  /** Of each copy that sent spans, again and again, its names and its spans. */
  readonly chain: Chain;
}

/** The most spans that are kept of a trace. */
export const MAX_SPANS = 2_000;

/** The part of the room that one trace may take. */
const MAX_PART = 1 / 4;

/** What the objects of a trace take besides its spans, in bytes. */
const TRACE_BYTES = 700;

/**
 * Creates a store of traces that takes `maxBytes` at most. Spans are kept encoded, which takes a
 * tenth of what they take as objects. When it is full the oldest trace is forgotten. Those that
 * failed or were slow stay longer: as long as the others take more than a quarter of the room.
 */
export function createTraceStore(maxBytes: number): TraceStore {
  /** Each in the order of their last change. */
  const ordinary = new Map<string, StoredTrace>();
  const notable = new Map<string, StoredTrace>();
  const pool = createBlockPool();
  const changes = createFeed<string>();
  let bytes = 0;
  let ordinaryBytes = 0;
  let forgotten = 0;

  function remove(id: string): StoredTrace | undefined {
    const kept = ordinary.get(id);
    const trace = kept ?? notable.get(id);
    if (!trace) return undefined;
    ordinary.delete(id);
    notable.delete(id);
    bytes -= bytesOf(trace.chain);
    if (kept) ordinaryBytes -= bytesOf(trace.chain);
    return trace;
  }

  function insert(id: string, trace: StoredTrace): void {
    const { failed, slow } = trace.summary;
    (failed || slow ? notable : ordinary).set(id, trace);
    bytes += bytesOf(trace.chain);
    if (!failed && !slow) ordinaryBytes += bytesOf(trace.chain);
  }

  /** Forgets the oldest until there is room for so many bytes. */
  function makeRoom(needed: number): void {
    while (bytes + needed > maxBytes) {
      const from = ordinaryBytes > maxBytes / 4 || notable.size === 0 ? ordinary : notable;
      const [id] = from.keys();
      const oldest = id !== undefined && remove(id);
      if (!oldest) return;
      pool.free(oldest.chain);
      forgotten++;
    }
  }

  function addTo(id: string, source: Source, spans: readonly Span[]): number {
    const { summary, chain } = remove(id) ?? { summary: summarize(id), chain: NO_BYTES };
    const fitting = spans.slice(0, Math.max(0, MAX_SPANS - summary.spans));
    const encoded = fitting.length > 0 ? encode(source, fitting) : new Uint8Array();
    const isKept = bytesOf(chain, encoded.length) <= maxBytes * MAX_PART;
    const dropped = spans.length - (isKept ? fitting.length : 0);
    makeRoom(bytesOf(chain, isKept ? encoded.length : 0));
    insert(id, {
      summary: summarize(id, summary, source, spans, dropped),
      chain: isKept ? pool.append(chain, encoded) : chain,
    });
    return dropped;
  }

  const stored = (id: string) => ordinary.get(id) ?? notable.get(id);
  return {
    add(source, spans) {
      const byTrace = Map.groupBy(spans, ({ traceId }) => toHex(traceId));
      let dropped = 0;
      for (const [id, own] of byTrace) dropped += addTo(id, source, own);
      changes.publish([...byTrace.keys()]);
      return dropped;
    },
    find(id) {
      const trace = stored(id);
      return trace && decode(pool.read(trace.chain));
    },
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

/** Returns what a trace takes when so many bytes are added to it. */
function bytesOf({ length }: Chain, added = 0): number {
  return TRACE_BYTES + roomOf(length + added);
}

function encode({ service, instance }: Source, spans: Span[]): Uint8Array {
  const encoded = toBinary(ScopeSpansSchema, create(ScopeSpansSchema, { spans }));
  return new BinaryWriter().string(service).string(instance).bytes(encoded).finish();
}

function decode(bytes: Uint8Array): ObservedSpan[] {
  const reader = new BinaryReader(bytes);
  const found: ObservedSpan[] = [];
  while (reader.pos < reader.len) {
    const source = { service: reader.string(), instance: reader.string() };
    const { spans } = fromBinary(ScopeSpansSchema, reader.bytes());
    for (const span of spans) found.push(readSpan(span, source));
  }
  return found;
}
