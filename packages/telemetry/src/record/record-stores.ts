import { currentCallContext } from "@hipstershop/rpc";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { Recorder } from "../recorder.ts";
import type { Instruments } from "./instruments.ts";

/**
 * Returns a function that makes a span and a duration of each use of a store. There is a span only
 * within another one: what a service looks up by itself, every second, would hide all else.
 */
export function recordStores(instruments: Instruments): Recorder["store"] {
  const { tracer, durations, traces } = instruments;
  const seriesOf = durations.create(
    "db.client.operation.duration",
    "How long uses of a store took.",
    (system: string, operation: string, namespace: string | undefined) => ({
      "db.system.name": system,
      "db.operation.name": operation,
      ...(namespace !== undefined && { "db.namespace": namespace }),
    }),
  );

  return async ({ system, namespace, operation }, run) => {
    const startMs = performance.now();
    const series = seriesOf(system, operation, namespace);
    const parent = currentCallContext()?.span?.context;
    const span =
      parent && traces()
        ? tracer.startSpan(
            namespace === undefined ? operation : `${operation} ${namespace}`,
            { kind: SpanKind.CLIENT, attributes: series.attributes },
            parent,
          )
        : undefined;
    try {
      return await run();
    } catch (error) {
      const type = error instanceof Error ? error.name : "_OTHER";
      span?.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      series.record(startMs);
      span?.end();
    }
  };
}
