import { randomBytes } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { ResourceSchema } from "@hipstershop/proto/opentelemetry/proto/resource/v1/resource";
import {
  Span_SpanKind,
  SpanSchema,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import {
  type CallWatcher,
  OBSERVER,
  rpcName,
  type StartedCall,
  type WatchedCall,
} from "@hipstershop/rpc";
import type { ServiceContext } from "@hipstershop/service";
import type { Store } from "../store/store.ts";

/**
 * Returns a watcher that makes the span of a call which the observer makes for a reader or an agent, the
 * root of a trace. It is kept in the observer's own store: the observer sends to nobody, and so not to
 * itself. Where an endpoint gets the spans of the observer, it gets this one too.
 */
export function recordRoot({ store, context }: RootRecording): CallWatcher {
  return {
    begin(call) {
      const rpc = rpcName(call.method);
      if (rpc === undefined) return undefined;
      const sent = context.recorder()?.begin(call);
      const given = call.header.traceparent;
      // Whoever makes a call by hand wants to see its trace, however few are sampled.
      const traceparent = given?.endsWith("-01") ? given : `00-${randomHex(16)}-${randomHex(8)}-01`;
      call.header.traceparent = traceparent;
      const [, traceId = "", spanId = ""] = traceparent.split("-");
      const startMs = Date.now();
      const started = performance.now();
      return {
        join: () => sent?.join(),
        end(error, resolution) {
          sent?.end(error, resolution);
          const tookMs = performance.now() - started;
          const span = create(SpanSchema, {
            traceId: Buffer.from(traceId, "hex"),
            spanId: Buffer.from(spanId, "hex"),
            name: rpc,
            kind: Span_SpanKind.CLIENT,
            startTimeUnixNano: nanoseconds(startMs),
            endTimeUnixNano: nanoseconds(startMs + tookMs),
            attributes: pairs(attributesOf(rpc, call, error, resolution)),
            ...(error && { status: { code: Status_StatusCode.ERROR } }),
          });
          const resource = create(ResourceSchema, {
            attributes: pairs({ "service.name": OBSERVER }),
          });
          store.addSpans(resource, [span]);
        },
      };
    },
  };
}

/** What the root of a trace is recorded with. */
export interface RootRecording {
  readonly store: Pick<Store, "addSpans">;
  readonly context: Pick<ServiceContext, "recorder">;
}

function attributesOf(
  rpc: string,
  { progress: { instance, waitedMs = 0 } }: StartedCall,
  ...[error, resolution]: Parameters<WatchedCall["end"]>
): Readonly<Record<string, string>> {
  const colon = instance?.address.lastIndexOf(":") ?? -1;
  return {
    "rpc.system.name": "connectrpc",
    "rpc.method": rpc,
    ...(instance && {
      "hipstershop.instance": instance.id,
      "server.address": instance.address.slice(0, colon),
      "server.port": instance.address.slice(colon + 1),
    }),
    ...(resolution && {
      "hipstershop.instances": String(resolution.instances),
      "hipstershop.registry": resolution.registry,
    }),
    ...(waitedMs > 0 && { "hipstershop.registry.wait_ms": String(waitedMs) }),
    ...(error && { "error.type": codeToString(error.code) }),
  };
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

function pairs(attributes: Readonly<Record<string, string>>) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: { value: { case: "stringValue" as const, value } },
  }));
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1_000)) * 1_000n;
}
