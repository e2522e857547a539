import type { Attributes, HrTime } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** What is written of a span. A span of the SDK has all of it but `shared`. */
export type WrittenSpan = Pick<
  ReadableSpan,
  "spanContext" | "instrumentationScope" | "name" | "kind" | "status"
> & { readonly [Key in Optional]?: ReadableSpan[Key] | undefined } & {
  /** Numbers are milliseconds since the epoch. */
  readonly startTime: HrTime | number;
  readonly endTime: HrTime | number;
  /** Attributes in objects that other spans have too, and that never change: each is encoded once. */
  readonly shared?: readonly Attributes[];
};

type Optional =
  | "parentSpanContext"
  | "attributes"
  | "droppedAttributesCount"
  | "events"
  | "droppedEventsCount"
  | "links"
  | "droppedLinksCount";
