import type { AnyValue, KeyValue } from "@hipstershop/proto/opentelemetry/proto/common/v1/common";

/** The longest value that is kept, in UTF-16 units or bytes. */
const MAX_VALUE_LENGTH = 4 * 1024;

/** Cuts off what is too long in attributes. Changes them. */
export function clipValues(pairs: readonly KeyValue[]): void {
  for (const { value } of pairs) clipValue(value);
}

/** Cuts off what is too long in a value: of a list or map, in each of its values. Changes it. */
export function clipValue(any: AnyValue | undefined): void {
  if (!any) return;
  const { value } = any;
  if (value.case === "stringValue" && value.value.length > MAX_VALUE_LENGTH) {
    any.value = { ...value, value: `${value.value.slice(0, MAX_VALUE_LENGTH).toWellFormed()}…` };
  } else if (value.case === "bytesValue" && value.value.length > MAX_VALUE_LENGTH) {
    any.value = { ...value, value: value.value.slice(0, MAX_VALUE_LENGTH) };
  } else if (value.case === "arrayValue") {
    value.value.values.splice(MAX_LIST_LENGTH);
    for (const each of value.value.values) clipValue(each);
  } else if (value.case === "kvlistValue") {
    value.value.values.splice(MAX_LIST_LENGTH);
    clipValues(value.value.values);
  }
}

/** The most values of a list or map that are kept. */
const MAX_LIST_LENGTH = 128;
