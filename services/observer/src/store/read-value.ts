import type { AnyValue, KeyValue } from "@hipstershop/proto/opentelemetry/proto/common/v1/common";
import { toHex } from "./to-hex.ts";

/** The attributes of a span, a log line or a process, by name. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** A value that a page can show: lists and maps are text in JSON. */
export type AttributeValue = string | number | boolean;

/** Reads attributes as they came. One that comes twice counts as it came last. */
export function readAttributes(pairs: readonly KeyValue[]): Attributes {
  return new Map(pairs.map(({ key, value }) => [key, readValue(value)]));
}

/** Reads a value as it came. An absent one is an empty text. */
export function readValue(value: AnyValue | undefined): AttributeValue {
  const plain = toPlain(value);
  return typeof plain === "object" ? JSON.stringify(plain) : plain;
}

type Plain = AttributeValue | readonly Plain[] | { readonly [key: string]: Plain };

function toPlain(any: AnyValue | undefined): Plain {
  const held = any?.value;
  if (!held?.case) return "";
  switch (held.case) {
    case "intValue":
      return Number.isSafeInteger(Number(held.value)) ? Number(held.value) : String(held.value);
    case "arrayValue":
      return held.value.values.map(toPlain);
    case "kvlistValue":
      return Object.fromEntries(held.value.values.map(({ key, value }) => [key, toPlain(value)]));
    case "bytesValue":
      return toHex(held.value);
    default:
      return held.value;
  }
}
