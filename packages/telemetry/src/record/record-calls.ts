import { codeToString } from "@connectrpc/connect/protocol-connect";
import type { Instance } from "@hipstershop/registry";
import {
  type CallWatcher,
  currentCallContext,
  onceFor,
  rpcName,
  type StartedCall,
  type WatchedCall,
} from "@hipstershop/rpc";
import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { EMPTY_CONTEXT } from "../empty-context.ts";
import { readTraceContext, writeTraceContext } from "../trace-context.ts";
import { countActive } from "./count-active.ts";
import type { Series } from "./create-durations.ts";
import type { Instruments } from "./instruments.ts";
import type { OwnSpan } from "./own-span.ts";

/**
 * Returns a watcher that makes a span and a duration of each call to another service. An attempt
 * has a span of its own only in a call with more than one. A call that a cache makes in the
 * background is the root of a trace of its own, and links to the request that set it off.
 */
export function recordCalls(instruments: Instruments): CallWatcher {
  const { begin, tracer, meter, durations, traces } = instruments;
  const seriesOf = durations.create(
    "rpc.client.call.duration",
    "How long calls took.",
    (name: string, service: string, code: string | undefined) => ({
      "rpc.system.name": "connectrpc",
      "rpc.method": name,
      "server.address": service,
      ...(code !== undefined && failureOf(code)),
    }),
  );
  const retries = meter.createCounter("hipstershop.rpc.client.retries", {
    unit: "{attempt}",
    description: "Attempts after the first one of a call.",
  });
  const active = countActive(
    meter,
    "hipstershop.rpc.client.active_calls",
    "Calls that have begun and not ended.",
  );

  function beginSpan(name: string, call: StartedCall, startMs: number): OwnSpan | undefined {
    if (!traces()) return undefined;
    const { span: scope, received } = currentCallContext() ?? {};
    const around = scope?.context ?? readTraceContext(received);
    if (isTracingSuppressed(around)) return undefined;
    const kind = SpanKind.CLIENT;
    const span = begin(
      call.isBackground
        ? { name, kind, startMs, around: trace.deleteSpan(around), links: linksTo(around) }
        : { name, kind, startMs, around },
    );
    writeTraceContext(call.header, span.spanContext(), around);
    return span;
  }

  return {
    begin(call) {
      const name = rpcName(call.method);
      if (name === undefined) return undefined;
      const startMs = performance.now();
      const span = beginSpan(name, call, startMs);
      active(1);
      return {
        join() {
          const asking = trace.getSpan(currentCallContext()?.span?.context ?? EMPTY_CONTEXT);
          if (span?.isSampled) asking?.addLink({ context: span.spanContext() });
        },
        end(error, resolution) {
          active(-1);
          const { service, progress } = call;
          const endMs = performance.now();
          const series = seriesOf(name, service, error && codeToString(error.code));
          series.record(startMs, endMs);
          if (progress.attempts > 1) retries.add(progress.attempts - 1, { "rpc.method": name });
          if (!span?.isSampled) return;
          addAttempts(span, call);
          const attributes = attributesOf(series, progress, resolution);
          span.finish({ endMs, attributes, isFailed: error !== undefined });
        },
      };
    },
  };

  function addAttempts(span: Span, { progress: { tries = [] } }: StartedCall): void {
    if (tries.length < 2) return;
    const context = trace.setSpan(EMPTY_CONTEXT, span);
    for (const [index, { instance, startMs, endMs, code }] of tries.entries()) {
      const attempt = tracer.startSpan("attempt", { startTime: startMs }, context);
      attempt.setAttributes({
        "rpc.attempt": index + 1,
        ...ofInstance(instance),
        ...(code !== undefined && failureOf(codeToString(code))),
      });
      if (code !== undefined) attempt.setStatus({ code: SpanStatusCode.ERROR });
      attempt.end(endMs);
    }
  }
}

function linksTo(context: Context): Link[] {
  const asking = trace.getSpanContext(context);
  return asking ? [{ context: asking }] : [];
}

function failureOf(code: string): Attributes {
  return { "rpc.response.status_code": code, "error.type": code };
}

/** How the call found its way: which instance, of how many, and what it waited for. */
function attributesOf(
  { attributes: ofSeries }: Series,
  { instance, cache, waitedMs = 0 }: StartedCall["progress"],
  resolution: Resolution | undefined,
): Attributes[] {
  const own = instance ? withInstance(instance)(ofSeries) : ofSeries;
  const attributes = resolution ? [own, ofResolution(resolution)] : [own];
  if (waitedMs > 0) attributes.push({ "hipstershop.registry.wait_ms": waitedMs });
  if (cache !== "none") attributes.push(OF_CACHE[cache]);
  return attributes;
}

/** Made once, as they are encoded once. */
const ofInstance = onceFor(({ id, address }: Instance): Attributes => {
  const colon = address.lastIndexOf(":");
  return {
    "hipstershop.instance": id,
    "server.address": address.slice(0, colon).replace(/^\[|\]$/g, ""),
    "server.port": Number(address.slice(colon + 1)),
  };
});

/** The address of an instance takes the place of the name of its service. */
const withInstance = onceFor((instance: Instance) =>
  onceFor((ofSeries: Attributes): Attributes => ({ ...ofSeries, ...ofInstance(instance) })),
);

const ofResolution = onceFor(
  ({ instances, registry }: Resolution): Attributes => ({
    "hipstershop.instances": instances,
    "hipstershop.registry": registry,
  }),
);

const OF_CACHE = {
  miss: { "hipstershop.cache": "miss" },
  hit: { "hipstershop.cache": "hit" },
  shared: { "hipstershop.cache": "shared" },
  stale: { "hipstershop.cache": "stale" },
};

type Resolution = NonNullable<Parameters<WatchedCall["end"]>[1]>;
