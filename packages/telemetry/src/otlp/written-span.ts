import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** What is written of a span. A span of the SDK has all of it but `shared`. */
export type WrittenSpan = Pick<
  ReadableSpan,
  "spanContext" | "instrumentationScope" | "name" | "kind" | "startTime" | "endTime" | "status"
> & { readonly [Key in Optional]?: ReadableSpan[Key] | undefined } & {
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
