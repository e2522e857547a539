import type { AnyValue, KeyValue } from "@hipstershop/proto/opentelemetry/proto/common/v1/common";

/** Returns attributes as an object, lists as arrays, integers as numbers. */
export function plainAttributes(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: AnyValue | undefined): unknown {
  const { value: inner } = value ?? {};
  switch (inner?.case) {
    case "kvlistValue":
      return plainAttributes(inner.value.values);
    case "arrayValue":
      return inner.value.values.map(plainValue);
    case "intValue":
      return Number(inner.value);
    default:
      return inner?.value;
  }
}
