import assert from "node:assert/strict";
import { test } from "node:test";
import {
  create,
  type DescMessage,
  fromBinary,
  type Message,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { FieldDescriptorProtoSchema, StructSchema } from "@bufbuild/protobuf/wkt";
import {
  type MetricSchema,
  MetricsDataSchema,
} from "@hipstershop/proto/opentelemetry/proto/metrics/v1/metrics";
import { TracesDataSchema } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { countValues } from "./count-values.ts";

const count = (type: DescMessage, bytes: Uint8Array) => countValues(type, bytes, Infinity);

const encode = <D extends DescMessage>(type: D, message: Message) =>
  toBinary(type, message as never);

test("countValues counts messages in messages, texts and numbers in lists, and no other fields", () => {
  const keyed = { key: "k", value: { value: { case: "stringValue", value: "v" } } } as const;
  const spans = [{ name: "a", traceId: new Uint8Array(16), attributes: [keyed, keyed] }, {}];
  const traces = create(TracesDataSchema, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  // ResourceSpans, ScopeSpans, two Spans, and of each attribute its KeyValue and its AnyValue.
  assert.equal(count(TracesDataSchema, encode(TracesDataSchema, traces)), 8);
  const point = { bucketCounts: [1n, 2n, 3n], explicitBounds: [0.5, 1] };
  const exponential = { positive: { bucketCounts: [1n, 300n] } };
  const metrics: MessageInitShape<typeof MetricSchema>[] = [
    { data: { case: "histogram", value: { dataPoints: [point] } } },
    { data: { case: "exponentialHistogram", value: { dataPoints: [exponential] } } },
  ];
  const data = create(MetricsDataSchema, { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
  // Two messages around two metrics; of these Histogram, point, five numbers; and the same, Buckets, two.
  assert.equal(count(MetricsDataSchema, encode(MetricsDataSchema, data)), 2 + 2 + 2 + 5 + 3 + 2);
});

test("countValues counts a map of messages as the most that can be in it", () => {
  const struct = create(StructSchema, {
    fields: { a: { kind: { case: "boolValue", value: true } } },
  });
  assert.ok(count(StructSchema, encode(StructSchema, struct)) >= 2);
});

/** Returns fields of these numbers, each in the one before, the last with these bytes. */
function nest(numbers: readonly number[], bytes: readonly number[]): Uint8Array {
  return numbers.reduceRight<Uint8Array>(
    (inner, number) =>
      new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(inner).finish(),
    Uint8Array.from(bytes),
  );
}

/** A value of an attribute, of metrics a point's bucket_counts, and a list in a list without end. */
const VALUE = [1, 1, 1, 2];
const COUNTS = [1, 2, 2, 9, 1, 6];
const LISTS = Array.from({ length: 100 }, () => [5, 1]).flat();

for (const [what, type, bytes, reason] of [
  ["a message that is said to be a number", TracesDataSchema, [0x08, 0], /another type/],
  ["a message longer than the one it is in", TracesDataSchema, nest([1], [0x12, 2, 0]), /after/],
  ["a field that ends after its message", TracesDataSchema, [0x0a, 1, 0x12, 0], /after/],
  ["numbers of eight bytes in nine", MetricsDataSchema, nest(COUNTS, Array(9).fill(1)), /within/],
  ["messages that are too deep", TracesDataSchema, nest([...VALUE, ...LISTS], []), /deep/],
  ["a message that is cut off", TracesDataSchema, [0x0a, 5, 0x12], /after/],
] as const) {
  test(`countValues refuses ${what}`, () => {
    assert.throws(() => count(type, Uint8Array.from(bytes)), reason);
  });
}

test("countValues skips fields that it does not know, and counts them where they are kept", () => {
  const unknown = Uint8Array.of(0xfa, 0x01, 3, 1, 2, 3);
  assert.equal(count(TracesDataSchema, unknown), 0);
  assert.equal(countValues(TracesDataSchema, unknown, Infinity, { keepsUnknown: true }), 1);
});

test("countValues counts what no closed enum has, which is kept as an unknown field", () => {
  // The label of a field, twice "repeated", and one that is none.
  const labels = Uint8Array.of(0x20, 3, 0x20, 3, 0x20, 99);
  const kept = { keepsUnknown: true };
  assert.equal(countValues(FieldDescriptorProtoSchema, labels, Infinity, kept), 1);
  assert.equal(fromBinary(FieldDescriptorProtoSchema, labels).$unknown?.length, 1);
  assert.equal(count(FieldDescriptorProtoSchema, labels), 0);
});

test("countValues reads no further when it has found too many", () => {
  // Two empty ResourceSpans, and what is none.
  const bytes = Uint8Array.of(0x0a, 0, 0x0a, 0, 0xff);
  assert.equal(countValues(TracesDataSchema, bytes, 1), 2);
  assert.throws(() => countValues(TracesDataSchema, bytes, 2));
});
