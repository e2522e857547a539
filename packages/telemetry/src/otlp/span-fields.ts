import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  type Attributes,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
} from "@opentelemetry/api";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeText } from "./write-text.ts";

/** What is the same of many spans. */
export interface SpanFields {
  readonly name?: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  readonly isFailed?: boolean;
}

/** Returns fields of OTLP's Span, for all the spans that have them. */
export function spanFields({ name, kind, attributes, isFailed }: SpanFields): Uint8Array {
  const out = new BinaryWriter();
  if (name !== undefined && kind !== undefined) writeName(out, name, kind);
  writeAttributes(out, 9, attributes);
  if (isFailed) writeStatus(out, { code: SpanStatusCode.ERROR });
  return out.finish();
}

export function writeName(out: BinaryWriter, name: string, kind: SpanKind): void {
  writeText(out, 5, name);
  // OTLP's 0 is a kind that nobody has said.
  out.tag(6, WireType.Varint).int32(kind + 1);
}

export function writeStatus(out: BinaryWriter, { code, message }: SpanStatus): void {
  if (code === SpanStatusCode.UNSET) return;
  writeMessage(out, 15, () => {
    writeText(out, 2, message);
    out.tag(3, WireType.Varint).int32(code);
  });
}
