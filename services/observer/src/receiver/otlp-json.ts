import { type DescMessage, fromJson, type JsonValue, type MessageShape } from "@bufbuild/protobuf";

/**
 * Reads a request in OTLP's JSON, in which ids are in hex, where protobuf's JSON has base64
 * (OTLP 1.11, "JSON Protobuf Encoding"). Throws when it is none.
 */
export function fromOtlpJson<D extends DescMessage>(schema: D, text: string): MessageShape<D> {
  const json = JSON.parse(text, (key, value) => (IDS.has(key) ? toBase64(value) : value));
  return fromJson(schema, json as JsonValue, { ignoreUnknownFields: true });
}

const IDS = new Set(["traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id"]);

function toBase64(id: unknown): unknown {
  if (typeof id !== "string") return id;
  if (!/^([\da-f]{2})*$/i.test(id)) throw new TypeError("an id is not in hex");
  return Buffer.from(id, "hex").toString("base64");
}
