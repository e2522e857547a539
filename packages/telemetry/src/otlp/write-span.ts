import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { clock } from "../span/clock.ts";
import type { OpenSpan } from "../span/open-span.ts";
import { placeOf } from "../span/place.ts";
import type { SpanNotes } from "../span/span-notes.ts";
import { writeName, writeStatus } from "./span-fields.ts";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeText } from "./write-text.ts";
import { writeTime } from "./write-time.ts";

/**
 * Writes a span that has ended, as a member of OTLP's ScopeSpans. It writes the bytes itself: to make
 * the messages of the generated code first takes three times as long.
 */
export function writeSpan(out: BinaryWriter, span: OpenSpan): void {
  const { parent, encoded, notes, startMs, endMs = startMs } = span;
  out.tag(2, WireType.LengthDelimited).fork();
  writeId(out, 1, span.traceId);
  writeId(out, 2, span.spanId);
  writeText(out, 3, span.traceState);
  if (parent) writeId(out, 4, parent.spanId);
  if (encoded) for (const fields of encoded) out.raw(fields);
  else writeName(out, span.name, span.kind);
  writeTime(out, 7, clock.sinceEpochMs(startMs));
  writeTime(out, 8, clock.sinceEpochMs(endMs));
  if (notes) writeNotes(out, notes);
  writeFlags(out, 16, { isSampled: true, isRemote: parent?.isRemote ?? false });
  out.join();
}

/** Of a field that comes twice, as the name may, the last one counts. */
function writeNotes(out: BinaryWriter, notes: SpanNotes): void {
  writeText(out, 5, notes.name);
  writeAttributes(out, 9, notes.attributes);
  writeCount(out, 10, notes.droppedAttributes);
  for (const { ms, name, attributes } of notes.events) {
    writeMessage(out, 11, () => {
      writeTime(out, 1, clock.sinceEpochMs(ms));
      writeText(out, 2, name);
      writeAttributes(out, 3, attributes);
    });
  }
  writeCount(out, 12, notes.droppedEvents);
  for (const { context, attributes, droppedAttributesCount = 0 } of notes.links) {
    const place = placeOf(context);
    if (place === undefined) continue;
    writeMessage(out, 13, () => {
      writeId(out, 1, place.traceId);
      writeId(out, 2, place.spanId);
      writeText(out, 3, place.traceState);
      writeAttributes(out, 4, attributes);
      writeCount(out, 5, droppedAttributesCount);
      writeFlags(out, 6, place);
    });
  }
  writeCount(out, 14, notes.droppedLinks);
  if (notes.status) writeStatus(out, notes.status);
}

/** Where the digits of an id become bytes. */
const id = Buffer.alloc(16);
const halfId = id.subarray(0, 8);

function writeId(out: BinaryWriter, field: number, hex: string): void {
  id.write(hex, "hex");
  out.tag(field, WireType.LengthDelimited).bytes(hex.length === 32 ? id : halfId);
}

function writeCount(out: BinaryWriter, field: number, count: number): void {
  if (count > 0) out.tag(field, WireType.Varint).uint32(count);
}

interface Flags {
  readonly isSampled: boolean;
  readonly isRemote: boolean;
}

/** Whether it is sampled, that it is known where the parent or the linked span is, and whether elsewhere. */
function writeFlags(out: BinaryWriter, field: number, { isSampled, isRemote }: Flags): void {
  out.tag(field, WireType.Bit32).fixed32((isSampled ? 1 : 0) | 0x100 | (isRemote ? 0x200 : 0));
}
