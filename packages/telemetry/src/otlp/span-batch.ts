import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { onceFor } from "@hipstershop/rpc";
import { type Attributes, type SpanContext, SpanStatusCode } from "@opentelemetry/api";
import type { Batch } from "../export/batch-sender.ts";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeScope } from "./write-scope.ts";
import { writeText } from "./write-text.ts";
import { writeTime } from "./write-time.ts";
import type { WrittenSpan } from "./written-span.ts";

/**
 * Creates the ExportTraceServiceRequest of the spans of one process, which grows as they end. To keep the
 * spans themselves until they are sent costs the garbage collector more than they cost to make, and to
 * make the messages of the generated code first takes three times as long as to write the bytes.
 */
export function createSpanBatch(resource: Readonly<Record<string, unknown>>): Batch<WrittenSpan> {
  const byScope = new Map<WrittenSpan["instrumentationScope"], BinaryWriter>();
  // They keep their room from one batch to the next.
  let out = new BinaryWriter();

  function open(scope: WrittenSpan["instrumentationScope"]): BinaryWriter {
    const spans = new BinaryWriter();
    byScope.set(scope, spans);
    return spans;
  }

  return {
    add(span) {
      const { instrumentationScope: scope } = span;
      const spans = byScope.get(scope) ?? open(scope);
      spans.tag(2, WireType.LengthDelimited).fork();
      writeSpan(spans, span);
      spans.join();
    },
    take() {
      writeMessage(out, 1, () => {
        writeMessage(out, 1, () => writeAttributes(out, 1, resource));
        for (const [scope, spans] of byScope) {
          const bytes = spans.finish();
          if (bytes.length === 0) continue;
          writeMessage(out, 2, () => {
            writeScope(out, scope);
            out.raw(bytes);
          });
        }
      });
      const request = out.finish();
      if (request.length > MOST_KEPT_BYTES) {
        out = new BinaryWriter();
        byScope.clear();
      }
      return request;
    },
  };
}

/** Twice of what a full batch of RPCs takes. */
const MOST_KEPT_BYTES = 300_000;

function writeSpan(out: BinaryWriter, span: WrittenSpan): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeIds(out, context);
  writeText(out, 3, context.traceState?.serialize());
  if (parent) writeId(out, 4, parent.spanId);
  out.tag(5, WireType.LengthDelimited).raw(nameOf(span));
  out.tag(6, WireType.Varint).int32(span.kind + 1);
  writeTime(out, 7, span.startTime);
  writeTime(out, 8, span.endTime);
  for (const each of span.shared ?? []) out.raw(encoded(each));
  writeAttributes(out, 9, span.attributes);
  writeCount(out, 10, span.droppedAttributesCount);
  for (const { time, name, attributes, droppedAttributesCount = 0 } of span.events ?? []) {
    writeMessage(out, 11, () => {
      writeTime(out, 1, time);
      writeText(out, 2, name);
      writeAttributes(out, 3, attributes);
      writeCount(out, 4, droppedAttributesCount);
    });
  }
  writeCount(out, 12, span.droppedEventsCount);
  for (const { context: other, attributes, droppedAttributesCount = 0 } of span.links ?? []) {
    writeMessage(out, 13, () => {
      writeIds(out, other);
      writeText(out, 3, other.traceState?.serialize());
      writeAttributes(out, 4, attributes);
      writeCount(out, 5, droppedAttributesCount);
      out.tag(6, WireType.Bit32).fixed32(flagsOf(other, other.isRemote));
    });
  }
  writeCount(out, 14, span.droppedLinksCount);
  const { code, message } = span.status;
  if (code !== SpanStatusCode.UNSET) {
    writeMessage(out, 15, () => {
      writeText(out, 2, message);
      out.tag(3, WireType.Varint).int32(code);
    });
  }
  out.tag(16, WireType.Bit32).fixed32(flagsOf(context, parent?.isRemote));
}

/** Names with their lengths, encoded, that came last: spans repeat them. */
const names = new Map<string, Uint8Array>();
const MOST_NAMES = 64;
const MAX_NAME_BYTES = 256;

function nameOf({ name }: WrittenSpan): Uint8Array {
  let bytes = names.get(name);
  if (bytes === undefined) {
    bytes = new BinaryWriter().string(name).finish();
    if (names.size === MOST_NAMES) names.clear();
    if (bytes.length <= MAX_NAME_BYTES) names.set(name, bytes);
  }
  return bytes;
}

/** Returns the attributes of a span, encoded. */
const encoded = onceFor((attributes: Attributes): Uint8Array => {
  const out = new BinaryWriter();
  writeAttributes(out, 9, attributes);
  return out.finish();
});

function writeIds(out: BinaryWriter, { traceId, spanId }: SpanContext): void {
  writeId(out, 1, traceId);
  writeId(out, 2, spanId);
}

function writeId(out: BinaryWriter, field: number, hex: string): void {
  const length = id.write(hex, "hex");
  out.tag(field, WireType.LengthDelimited).bytes(length === id.length ? id : halfId);
}

/** Where the digits of an id become bytes. */
const id = Buffer.alloc(16);
const halfId = id.subarray(0, 8);

function writeCount(out: BinaryWriter, field: number, count = 0): void {
  if (count > 0) out.tag(field, WireType.Varint).uint32(count);
}

/** The trace flags, that it is known where the parent or the linked span is, and whether elsewhere. */
function flagsOf({ traceFlags }: SpanContext, isRemote = false): number {
  return traceFlags | 0x100 | (isRemote ? 0x200 : 0);
}
