import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { Recorder } from "../recorder.ts";
import { OpenSpan } from "../span/open-span.ts";
import { currentScope } from "../span/scope.ts";
import { createDuration } from "./create-duration.ts";
import type { Instruments } from "./instruments.ts";

/**
 * Returns a function that makes a span and a duration of each use of a store. There is a span only
 * within another one: what a service looks up by itself, every second, would hide all else.
 */
export function recordStores(instruments: Instruments): Recorder["store"] {
  const { spans, meter, traces } = instruments;
  const duration = createDuration(
    meter,
    "db.client.operation.duration",
    "How long uses of a store took.",
  );

  function begin(name: string): OpenSpan | undefined {
    const parent = traces() ? currentScope()?.place : undefined;
    const span = parent && spans.begin(name, parent, { kind: SpanKind.CLIENT });
    return span instanceof OpenSpan ? span : undefined;
  }

  return async ({ system, namespace, operation }, run) => {
    const startMs = performance.now();
    const attributes = {
      "db.system.name": system,
      "db.operation.name": operation,
      ...(namespace !== undefined && { "db.namespace": namespace }),
    };
    const span = begin(namespace === undefined ? operation : `${operation} ${namespace}`);
    span?.setAttributes(attributes);
    try {
      return await run();
    } catch (error) {
      const type = error instanceof Error ? error.name : "_OTHER";
      span?.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      const endMs = performance.now();
      duration.record((endMs - startMs) / 1_000, attributes);
      span?.finish(endMs);
    }
  };
}
