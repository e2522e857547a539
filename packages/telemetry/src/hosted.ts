import { currentCallContext } from "@hipstershop/rpc";
import {
  context,
  createNoopMeter,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  propagation,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from "@opentelemetry/core";
import { contextManager } from "./context-manager.ts";

/** What a hosted service makes spans and metrics with. */
interface Hosted {
  readonly tracers: TracerProvider;
  readonly meters: MeterProvider;
}

/** The services of this process that record, by registry name. */
const hosted = new Map<string, Hosted>();

/**
 * Lets code use OpenTelemetry's API, a library's too, in a service of this process. A tracer or a
 * meter belongs to the service of its name; a tracer of another name to the service that the
 * running code works for. Returns what ends that.
 */
export function host(service: string, providers: Hosted): () => void {
  if (hosted.size === 0) joinApi();
  hosted.set(service, providers);
  return () => void hosted.delete(service);
}

function joinApi(): void {
  trace.setGlobalTracerProvider({
    getTracer(name, ...rest) {
      const tracer = () => {
        const provider = hosted.get(name)?.tracers ?? currentCallContext()?.span?.provider;
        return (provider ?? anyHosted()?.tracers ?? NO_TRACERS).getTracer(name, ...rest);
      };
      return {
        startSpan: (...args) => tracer().startSpan(...args),
        startActiveSpan: (...args: unknown[]) =>
          (tracer().startActiveSpan as (...all: unknown[]) => never)(...args),
      };
    },
  });
  metrics.setGlobalMeterProvider({
    getMeter(name, ...rest) {
      const provider = hosted.get(name) ?? anyHosted();
      return provider?.meters.getMeter(name, ...rest) ?? createNoopMeter();
    },
  });
  context.setGlobalContextManager(contextManager);
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  );
}

function anyHosted(): Hosted | undefined {
  return hosted.values().next().value;
}

/** Makes spans that nobody records. */
const NO_TRACERS = new ProxyTracerProvider();
