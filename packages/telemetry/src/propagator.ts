import { propagation, type TextMapGetter, type TextMapPropagator, trace } from "@opentelemetry/api";
import { readBaggage, writeBaggage } from "./baggage.ts";
import { placeOf, spanContextOf } from "./span/place.ts";
import { readBaggageHeader, readPlace, writeTraceContext } from "./trace-context.ts";

const FIELDS = ["traceparent", "tracestate", "baggage"] as const;

/** W3C's Trace Context and Baggage, for libraries that send and receive requests themselves. */
export const propagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const headers: Record<string, string> = {};
    const place = placeOf(trace.getSpanContext(context));
    const baggage = writeBaggage(propagation.getBaggage(context));
    if (place) writeTraceContext(headers, place, baggage);
    else if (baggage) headers.baggage = baggage;
    for (const [name, value] of Object.entries(headers)) setter.set(carrier, name, value);
  },
  extract(context, carrier, getter) {
    const received = Object.fromEntries(
      FIELDS.map((name) => [name, textOf(carrier, getter, name)]).filter(([, text]) => text),
    );
    const place = readPlace(received);
    const baggage = readBaggageHeader(received);
    const within = place ? trace.setSpanContext(context, spanContextOf(place)) : context;
    return baggage ? propagation.setBaggage(within, readBaggage(baggage)) : within;
  },
  fields: () => [...FIELDS],
};

function textOf<C>(carrier: C, getter: TextMapGetter<C>, name: string): string | undefined {
  const found = getter.get(carrier, name);
  // Several of `baggage` and `tracestate` are one list. Of `traceparent` there is only one.
  return Array.isArray(found) ? found.join(",") : found;
}
