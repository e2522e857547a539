import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { type SpanContext, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeScope } from "./write-scope.ts";
import { writeText } from "./write-text.ts";
import { writeTime } from "./write-time.ts";

/**
 * Returns spans of one process as an ExportTraceServiceRequest. It writes the bytes itself: to
 * make the messages of the generated code first takes three times as long.
 */
export function encodeSpans(
  spans: readonly ReadableSpan[],
  resource: Readonly<Record<string, unknown>>,
): Uint8Array {
  const out = new BinaryWriter();
  const byScope = Map.groupBy(spans, ({ instrumentationScope }) => instrumentationScope);
  writeMessage(out, 1, () => {
    writeMessage(out, 1, () => writeAttributes(out, 1, resource));
    for (const [scope, members] of byScope) {
      writeMessage(out, 2, () => {
        writeScope(out, scope);
        for (const span of members) {
          out.tag(2, WireType.LengthDelimited).fork();
          writeSpan(out, span);
          out.join();
        }
      });
    }
  });
  return out.finish();
}

function writeSpan(out: BinaryWriter, span: ReadableSpan): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeIds(out, context);
  writeText(out, 3, context.traceState?.serialize());
  if (parent) writeId(out, 4, parent.spanId);
  writeText(out, 5, span.name);
  out.tag(6, WireType.Varint).int32(span.kind + 1);
  writeTime(out, 7, span.startTime);
  writeTime(out, 8, span.endTime);
  writeAttributes(out, 9, span.attributes);
  writeCount(out, 10, span.droppedAttributesCount);
  for (const { time, name, attributes, droppedAttributesCount = 0 } of span.events) {
    writeMessage(out, 11, () => {
      writeTime(out, 1, time);
      writeText(out, 2, name);
      writeAttributes(out, 3, attributes);
      writeCount(out, 4, droppedAttributesCount);
    });
  }
  writeCount(out, 12, span.droppedEventsCount);
  for (const { context: other, attributes, droppedAttributesCount = 0 } of span.links) {
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

function writeCount(out: BinaryWriter, field: number, count: number): void {
  if (count > 0) out.tag(field, WireType.Varint).uint32(count);
}

/** The trace flags, that it is known where the parent or the linked span is, and whether elsewhere. */
function flagsOf({ traceFlags }: SpanContext, isRemote = false): number {
  return traceFlags | 0x100 | (isRemote ? 0x200 : 0);
}
