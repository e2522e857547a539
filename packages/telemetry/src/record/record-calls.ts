import { codeToString } from "@connectrpc/connect/protocol-connect";
import type { Instance } from "@hipstershop/registry";
import {
  type CallWatcher,
  currentCallContext,
  rpcName,
  type StartedCall,
  type WatchedCall,
} from "@hipstershop/rpc";
import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { EMPTY_CONTEXT } from "../empty-context.ts";
import { readTraceContext, writeTraceContext } from "../trace-context.ts";
import { countActive } from "./count-active.ts";
import type { Instruments } from "./instruments.ts";

/**
 * Returns a watcher that makes a span and a duration of each call to another service. An attempt
 * has a span of its own only in a call with more than one. A call that a cache makes in the
 * background is the root of a trace of its own, and links to the request that set it off.
 */
export function recordCalls(instruments: Instruments): CallWatcher {
  const { tracer, meter, durations, traces, isLeftOut } = instruments;
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

  function startSpan(name: string, call: StartedCall): Span | undefined {
    if (!traces()) return undefined;
    const { span: scope, received } = currentCallContext() ?? {};
    const context = scope?.context ?? readTraceContext(received);
    const asking = trace.getSpanContext(context);
    if (asking && !call.isBackground && isLeftOut(asking)) {
      writeTraceContext(call.header, asking, context);
      return undefined;
    }
    const kind = SpanKind.CLIENT;
    const span = call.isBackground
      ? tracer.startSpan(name, { kind, root: true, links: asking ? [{ context: asking }] : [] })
      : tracer.startSpan(name, { kind }, context);
    writeTraceContext(call.header, span.spanContext(), context);
    if (span.isRecording()) call.progress.tries = [];
    return span;
  }

  return {
    begin(call) {
      const name = rpcName(call.method);
      if (name === undefined) return undefined;
      const startMs = performance.now();
      const span = startSpan(name, call);
      active(1);
      return {
        join() {
          const asking = trace.getSpan(currentCallContext()?.span?.context ?? EMPTY_CONTEXT);
          if (span) asking?.addLink({ context: span.spanContext() });
        },
        end(error, resolution) {
          active(-1);
          const { service, progress } = call;
          const series = seriesOf(name, service, error && codeToString(error.code));
          series.record(startMs);
          if (progress.attempts > 1) retries.add(progress.attempts - 1, { "rpc.method": name });
          if (!span?.isRecording()) return;
          span.setAttributes(series.attributes).setAttributes(wayOf(call, resolution));
          if (error) span.setStatus({ code: SpanStatusCode.ERROR });
          addAttempts(span, call);
          span.end();
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
        ...attributesOf(instance),
        ...(code !== undefined && failureOf(codeToString(code))),
      });
      if (code !== undefined) attempt.setStatus({ code: SpanStatusCode.ERROR });
      attempt.end(endMs);
    }
  }
}

function failureOf(code: string): Attributes {
  return { "rpc.response.status_code": code, "error.type": code };
}

/** How the call found its way: which instance, of how many, and what it waited for. */
function wayOf({ progress }: StartedCall, resolution: Resolution): Attributes {
  const { instance, cache, waitedMs = 0 } = progress;
  return {
    ...(instance && attributesOf(instance)),
    ...(resolution && {
      "hipstershop.instances": resolution.instances,
      "hipstershop.registry": resolution.registry,
    }),
    ...(waitedMs > 0 && { "hipstershop.registry.wait_ms": waitedMs }),
    ...(cache !== "none" && { "hipstershop.cache": cache }),
  };
}

type Resolution = Parameters<WatchedCall["end"]>[1];

const attributes = new WeakMap<Instance, Attributes>();

function attributesOf(instance: Instance): Attributes {
  const known = attributes.get(instance);
  if (known) return known;
  const { id, address } = instance;
  const colon = address.lastIndexOf(":");
  const made = {
    "hipstershop.instance": id,
    "server.address": address.slice(0, colon).replace(/^\[|\]$/g, ""),
    "server.port": Number(address.slice(colon + 1)),
  };
  attributes.set(instance, made);
  return made;
}
