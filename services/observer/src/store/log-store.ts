import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type LogRecord,
  LogRecordSchema,
} from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
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
  /** Keeps lines of one copy. */
  add(source: Source, records: readonly LogRecord[]): void;
  /** The lines, the one that came last first. */
  newest(): Iterable<ObservedLog>;
  /** Returns the lines of a trace, in the order in which they came. */
  ofTrace(traceId: string): readonly ObservedLog[];
  /** Tells of lines that came. */
  readonly changes: Feed<Source>;
  readonly bytes: number;
}

interface StoredLog {
  readonly source: Source;
  readonly encoded: Uint8Array;
  readonly traceId: string;
}

/** What the objects of a line take besides what is encoded in them, in bytes. */
const LINE_BYTES = 300;

/** Creates a store of log lines that takes `maxBytes` at most. The oldest are forgotten. */
export function createLogStore(maxBytes: number): LogStore {
  const lines = new Set<StoredLog>();
  const byTrace = new Map<string, Set<StoredLog>>();
  const changes = createFeed<Source>();
  let bytes = 0;

  function forget(line: StoredLog): void {
    lines.delete(line);
    bytes -= line.encoded.byteLength + LINE_BYTES;
    const own = byTrace.get(line.traceId);
    own?.delete(line);
    if (own?.size === 0) byTrace.delete(line.traceId);
  }

  return {
    add(source, records) {
      for (const record of records) {
        const traceId = toHex(record.traceId);
        const line = { source, encoded: toBinary(LogRecordSchema, record), traceId };
        lines.add(line);
        bytes += line.encoded.byteLength + LINE_BYTES;
        if (traceId) byTrace.set(traceId, (byTrace.get(traceId) ?? new Set()).add(line));
      }
      for (const line of lines) {
        if (bytes <= maxBytes) break;
        forget(line);
      }
      changes.publish([source]);
    },
    *newest() {
      for (const line of [...lines].reverse()) yield readLog(line);
    },
    ofTrace: (traceId) => [...(byTrace.get(traceId) ?? [])].map(readLog),
    changes,
    get bytes() {
      return bytes;
    },
  };
}

function readLog({ source, encoded, traceId }: StoredLog): ObservedLog {
  const record = fromBinary(LogRecordSchema, encoded);
  return {
    source,
    atMs: toMs(record.timeUnixNano || record.observedTimeUnixNano),
    severity: record.severityNumber,
    message: String(readValue(record.body)),
    traceId: traceId || undefined,
    spanId: record.spanId.length > 0 ? toHex(record.spanId) : undefined,
    attributes: readAttributes(record.attributes),
  };
}
