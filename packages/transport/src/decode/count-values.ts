import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

export interface CountOptions {
  /**
   * Whether fields that the descriptor lacks are kept, and so are values too, as are numbers that a
   * closed enum lacks. Default false.
   */
  readonly keepsUnknown?: boolean;
}

/**
 * Counts the values in an encoded message, the messages and the items of lists, and makes nothing of
 * them. Where there are more than `most`, it returns a number above that and reads no further. It is
 * strict: a field has the wire type that the descriptor says, and ends within its message. So who decodes
 * what has passed finds no other values. Throws when the message is malformed.
 */
export function countValues(
  type: DescMessage,
  bytes: Uint8Array,
  most: number,
  { keepsUnknown = false }: CountOptions = {},
): number {
  const reader = new BinaryReader(bytes);
  let values = 0;

  function read(message: DescMessage, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError("messages are too deep in others");
    const fields = fieldsOf(message);
    while (reader.pos < end && values <= most) {
      const [number, wireType] = reader.tag();
      const field = fields.get(number);
      if (field) readField(field, wireType, end, depth);
      else {
        if (keepsUnknown) values++;
        reader.skip(wireType, number);
      }
    }
    if (reader.pos > end) throw new RangeError("a field ends after its message");
  }

  function readField(field: DescField, wireType: WireType, end: number, depth: number): void {
    const isList = field.fieldKind === "list";
    const expected = wireTypeOf(field);
    if (wireType !== WireType.LengthDelimited) {
      if (wireType !== expected) throw new TypeError("a field has another type");
      if (isList) values++;
      else if (keepsUnknown && field.enum?.open === false) {
        if (!field.enum.value[reader.int32()]) values++;
        return;
      }
      reader.skip(wireType, field.number);
      return;
    }
    const length = reader.uint32();
    const contentEnd = reader.pos + length;
    if (contentEnd > end) throw new RangeError("a field ends after its message");
    if (expected !== wireType) {
      if (!isList) throw new TypeError("a field has another type");
      values += itemsIn(expected, bytes.subarray(reader.pos, contentEnd));
    } else if (field.fieldKind === "map") {
      // Of a map of messages, as many as can be.
      values += field.message ? Math.ceil(length / 2) : 1;
    } else if (field.message) {
      values++;
      read(field.message, contentEnd, depth + 1);
    } else if (isList) values++;
    reader.pos = contentEnd;
  }

  read(type, reader.len, 1);
  return values;
}

/** protobuf-es reads no deeper. */
const MAX_DEPTH = 100;

/** Returns how many numbers are in a packed list. */
function itemsIn(wireType: WireType, bytes: Uint8Array): number {
  if (wireType === WireType.Varint) {
    if ((bytes.at(-1) ?? 0) >= CONTINUES) throw new RangeError("a list ends within a number");
    let items = 0;
    // Not for...of, which takes nine times longer.
    for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) < CONTINUES) items++;
    return items;
  }
  const items = bytes.byteLength / (wireType === WireType.Bit64 ? 8 : 4);
  if (!Number.isInteger(items)) throw new RangeError("a list ends within a number");
  return items;
}

/** The bit of a varint's byte that says that more follow. */
const CONTINUES = 0x80;

const fieldsByType = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>();

function fieldsOf(type: DescMessage): ReadonlyMap<number, DescField> {
  const known = fieldsByType.get(type);
  if (known) return known;
  const fields = new Map(type.fields.map((field) => [field.number, field]));
  fieldsByType.set(type, fields);
  return fields;
}

/** Returns the wire type of a field, or of an item of a list. */
function wireTypeOf({ fieldKind, scalar, message, enum: values }: DescField): WireType {
  if (fieldKind === "map" || message) return WireType.LengthDelimited;
  return values ? WireType.Varint : (WIRE_TYPES.get(scalar as ScalarType) ?? WireType.Varint);
}

/** Those of all that are no varints. */
const WIRE_TYPES: ReadonlyMap<ScalarType, WireType> = new Map([
  [ScalarType.STRING, WireType.LengthDelimited],
  [ScalarType.BYTES, WireType.LengthDelimited],
  [ScalarType.DOUBLE, WireType.Bit64],
  [ScalarType.FIXED64, WireType.Bit64],
  [ScalarType.SFIXED64, WireType.Bit64],
  [ScalarType.FLOAT, WireType.Bit32],
  [ScalarType.FIXED32, WireType.Bit32],
  [ScalarType.SFIXED32, WireType.Bit32],
]);
