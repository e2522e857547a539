import {
  context as activeContext,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { InstrumentationScope } from "../instrumentation-scope.ts";
import { clock } from "./clock.ts";
import type { Spans } from "./create-spans.ts";
import { OpenSpan } from "./open-span.ts";
import { spanContextOf } from "./place.ts";
import { placeIn } from "./place-in.ts";

/** Creates what OpenTelemetry's API makes spans with. */
export function createTracerProvider(spans: Spans): TracerProvider {
  const tracers = new Map<string, Tracer>();
  return {
    getTracer(name, version) {
      const key = `${name}@${version ?? ""}`;
      const tracer = tracers.get(key) ?? createTracer(spans, { name, version });
      tracers.set(key, tracer);
      return tracer;
    },
  };
}

function createTracer(spans: Spans, scope: InstrumentationScope): Tracer {
  function startSpan(name: string, options: SpanOptions = {}, context = activeContext.active()) {
    const { kind, startTime, root = false, attributes = {}, links = [] } = options;
    const parent = root ? undefined : placeIn(context);
    const startMs = startTime === undefined ? undefined : clock.read(startTime);
    const span = spans.begin(name, parent, { ...(kind && { kind }), scope, startMs });
    if (!(span instanceof OpenSpan)) return trace.wrapSpanContext(spanContextOf(span));
    return span.setAttributes(attributes).addLinks(links);
  }

  return {
    startSpan,
    /** The options and the context may be left out. */
    startActiveSpan<F extends (span: Span) => unknown>(
      name: string,
      ...rest: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
    ): ReturnType<F> {
      const run = rest.at(-1) as F;
      const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
      const context = rest.length > 2 ? (rest[1] as Context) : activeContext.active();
      const span = startSpan(name, options, context);
      const within = trace.setSpan(context, span);
      return activeContext.with(within, run as (span: Span) => ReturnType<F>, undefined, span);
    },
  };
}
