import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type LogRecord,
  ScopeLogsSchema,
} from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
import { type Chain, createBlockPool, NO_BYTES, roomOf } from "./block-pool.ts";
import { createFeed, type Feed } from "./feed.ts";
import { toMs } from "./observed-span.ts";
import { type Attributes, readAttributes, readValue } from "./read-value.ts";
import type { Source } from "./source.ts";
import { toHex } from "./to-hex.ts";

/** A log line as pages use it. */
export interface ObservedLog {
  readonly source: Source;
  readonly atMs: number;
  /** From 1 to 24; 9 is info, 13 a warning, 17 an error (OpenTelemetry's log data model). */
  readonly severity: number;
  readonly message: string;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly attributes: Attributes;
}

/** The log lines that are remembered, within a bound of bytes. */
export interface LogStore {
  /** Keeps lines of one copy. Returns how many were not kept, because they take too much. */
  add(source: Source, records: readonly LogRecord[]): number;
  /** The lines, the one that came last first. */
  newest(): Iterable<ObservedLog>;
  /** Returns the lines of a trace, in the order in which they came. */
  ofTrace(traceId: string): readonly ObservedLog[];
  /** Returns the lines of which an attribute has this text, in the order in which they came. */
  about(text: string): readonly ObservedLog[];
  /** The services that have lines here. */
  services(): ReadonlySet<string>;
  /** Tells of lines that came. */
  readonly changes: Feed<Source>;
  readonly bytes: number;
}

/** Lines that came together from one copy. */
interface StoredBatch {
  readonly source: Source;
  readonly chain: Chain;
}

/** What the objects of a batch take besides what is encoded in it, in bytes. */
const BATCH_BYTES = 200;

/** The most lines of a batch: a page reads no more than it lists, and some. */
const MAX_LINES = 50;

/** The part of the room that one batch may take. */
const MAX_PART = 1 / 4;

/** Creates a store of log lines that takes `maxBytes` at most. The oldest are forgotten. */
export function createLogStore(maxBytes: number): LogStore {
  const batches = new Set<StoredBatch>();
  const pool = createBlockPool();
  const changes = createFeed<Source>();
  let bytes = 0;

  function makeRoom(needed: number): void {
    for (const batch of batches) {
      if (bytes + needed <= maxBytes) return;
      batches.delete(batch);
      bytes -= bytesOf(batch.chain.length);
      pool.free(batch.chain);
    }
  }

  /** Keeps a batch, unless it takes too much; returns whether it does. */
  function keep(source: Source, logRecords: LogRecord[]): boolean {
    const encoded = toBinary(ScopeLogsSchema, create(ScopeLogsSchema, { logRecords }));
    const needed = bytesOf(encoded.length);
    if (needed > maxBytes * MAX_PART) return false;
    makeRoom(needed);
    batches.add({ source, chain: pool.append(NO_BYTES, encoded) });
    bytes += needed;
    return true;
  }

  /** Returns the lines that came together with one that has these bytes. */
  function withBytes(wanted: Buffer): ObservedLog[] {
    return [...batches].flatMap(({ source, chain }) => {
      const encoded = pool.read(chain);
      // To look for the bytes takes a hundredth of what it takes to decode all of them.
      const hasIt = wanted.length > 0 && encoded.includes(wanted);
      return hasIt ? readLogs(source, encoded) : [];
    });
  }

  return {
    add(source, records) {
      let dropped = 0;
      for (let first = 0; first < records.length; first += MAX_LINES) {
        const some = records.slice(first, first + MAX_LINES);
        if (!keep(source, some)) dropped += some.length;
      }
      changes.publish([source]);
      return dropped;
    },
    *newest() {
      for (const { source, chain } of [...batches].reverse()) {
        yield* readLogs(source, pool.read(chain)).reverse();
      }
    },
    ofTrace: (traceId) =>
      withBytes(Buffer.from(traceId, "hex")).filter((log) => log.traceId === traceId),
    about: (text) =>
      withBytes(Buffer.from(text)).filter((log) =>
        log.attributes.values().some((each) => each === text),
      ),
    services: () => new Set([...batches].map(({ source }) => source.service)),
    changes,
    get bytes() {
      return bytes;
    },
  };
}

function bytesOf(length: number): number {
  return BATCH_BYTES + roomOf(length);
}

function readLogs(source: Source, encoded: Uint8Array): ObservedLog[] {
  return fromBinary(ScopeLogsSchema, encoded).logRecords.map((record) => readLog(source, record));
}

function readLog(source: Source, record: LogRecord): ObservedLog {
  return {
    source,
    atMs: toMs(record.timeUnixNano || record.observedTimeUnixNano),
    severity: record.severityNumber,
    message: String(readValue(record.body)),
    traceId: record.traceId.length > 0 ? toHex(record.traceId) : undefined,
    spanId: record.spanId.length > 0 ? toHex(record.spanId) : undefined,
    attributes: readAttributes(record.attributes),
  };
}
