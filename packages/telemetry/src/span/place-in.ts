import { type Context, trace } from "@opentelemetry/api";
import { OpenSpan } from "./open-span.ts";
import { type Place, placeOf } from "./place.ts";

/** Returns the span that a context of OpenTelemetry's API has, or its place where it is another's. */
export function placeIn(context: Context): Place | undefined {
  const span = trace.getSpan(context);
  return span instanceof OpenSpan ? span : placeOf(span?.spanContext());
}
