import { codeToString } from "@connectrpc/connect/protocol-connect";
import type { CallWatcher, StartedCall } from "@hipstershop/rpc";
import { type Attributes, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { onceEach } from "../once-each.ts";
import { spanFields } from "../otlp/span-fields.ts";
import { OpenSpan } from "../span/open-span.ts";
import { spanContextOf } from "../span/place.ts";
import { currentScope } from "../span/scope.ts";
import { writeTraceContext } from "../trace-context.ts";
import { createDuration } from "./create-duration.ts";
import { addressOf, createWays } from "./create-ways.ts";
import type { Instruments } from "./instruments.ts";
import { rpcName } from "./rpc-name.ts";

/**
 * Returns a watcher that makes a span and a duration of each call to another service. An attempt
 * has a span of its own only in a call with more than one. A call that a cache makes in the
 * background is the root of a trace of its own, and links to the request that set it off.
 */
export function recordCalls(instruments: Instruments): CallWatcher {
  const { spans, meter, traces } = instruments;
  const duration = createDuration(meter, "rpc.client.call.duration", "How long calls took.");
  const retries = meter.createCounter("hipstershop.rpc.client.retries", {
    unit: "{attempt}",
    description: "Attempts after the first one of a call.",
  });
  const active = meter
    .createUpDownCounter("hipstershop.rpc.client.active_calls", {
      unit: "{call}",
      description: "Calls that have begun and not ended.",
    })
    .series.of();
  const wayOf = createWays();

  /** What is recorded of every call of a name to a service that ended with a code. */
  const endings = onceEach((name: string) =>
    onceEach((service: string) =>
      onceEach((code: string | undefined) => {
        const attributes = {
          "rpc.system.name": "connectrpc",
          "rpc.method": name,
          ...(code !== undefined && failureOf(code)),
        };
        return {
          durations: duration.series.of({ ...attributes, "server.address": service }),
          fields: spanFields({
            name,
            kind: SpanKind.CLIENT,
            attributes,
            isFailed: code !== undefined,
          }),
        };
      }),
    ),
  );

  function begin(name: string, call: StartedCall, startMs: number): OpenSpan | undefined {
    if (!traces()) return undefined;
    const { place: asking, baggage } = currentScope() ?? {};
    const options = { kind: SpanKind.CLIENT, startMs };
    const place = spans.begin(name, call.isBackground ? undefined : asking, options);
    writeTraceContext(call.header, place, baggage);
    if (!(place instanceof OpenSpan)) return undefined;
    if (call.isBackground && asking) place.addLink({ context: spanContextOf(asking) });
    call.progress.tries = [];
    return place;
  }

  return {
    begin(call) {
      const name = rpcName(call.method);
      if (name === undefined) return undefined;
      const startMs = performance.now();
      const span = begin(name, call, startMs);
      active.value += 1;
      return {
        join() {
          const asking = currentScope()?.place;
          if (span && asking instanceof OpenSpan) asking.addLink({ context: span.spanContext() });
        },
        end(error, resolution) {
          active.value -= 1;
          const { service, progress } = call;
          const endMs = performance.now();
          const code = error && codeToString(error.code);
          const { durations, fields } = endings(name)(service)(code);
          durations.record((endMs - startMs) / 1_000);
          if (progress.attempts > 1) retries.add(progress.attempts - 1, { "rpc.method": name });
          if (span === undefined) return;
          addAttempts(span, call);
          span.finish(endMs, [fields, wayOf(progress, resolution)]);
        },
      };
    },
  };

  function addAttempts(span: OpenSpan, { progress: { tries = [] } }: StartedCall): void {
    if (tries.length < 2) return;
    for (const [index, { instance, startMs, endMs, code }] of tries.entries()) {
      const attempt = spans.begin("attempt", span, { startMs });
      if (!(attempt instanceof OpenSpan)) continue;
      attempt.setAttributes({
        "rpc.attempt": index + 1,
        "hipstershop.instance": instance.id,
        ...addressOf(instance.address),
        ...(code !== undefined && failureOf(codeToString(code))),
      });
      if (code !== undefined) attempt.setStatus({ code: SpanStatusCode.ERROR });
      attempt.finish(endMs);
    }
  }
}

function failureOf(code: string): Attributes {
  return { "rpc.response.status_code": code, "error.type": code };
}
