import { randomBytes } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import type { BegunTrace } from "@hipstershop/mcp";
import { ResourceSchema } from "@hipstershop/proto/opentelemetry/proto/resource/v1/resource";
import {
  Span_SpanKind,
  SpanSchema,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { OBSERVER } from "@hipstershop/rpc";
import type { Store } from "../store/store.ts";

/**
 * Begins the span of a call that the observer makes for a reader. It is kept in the observer's own
 * store: the observer sends to nobody, and so not to itself.
 */
export function recordRoot(store: Pick<Store, "addSpans">, rpc: string): BegunTrace {
  const traceId = randomBytes(16);
  const spanId = randomBytes(8);
  const startMs = Date.now();
  const started = performance.now();
  return {
    traceId: traceId.toString("hex"),
    traceparent: `00-${traceId.toString("hex")}-${spanId.toString("hex")}-01`,
    end({ instance, error }) {
      const tookMs = performance.now() - started;
      const colon = instance?.address.lastIndexOf(":") ?? -1;
      const attributes = {
        "rpc.system.name": "connectrpc",
        "rpc.method": rpc,
        ...(instance && {
          "hipstershop.instance": instance.id,
          "server.address": instance.address.slice(0, colon),
          "server.port": instance.address.slice(colon + 1),
        }),
        ...(error && { "error.type": codeToString(error.code) }),
      };
      const span = create(SpanSchema, {
        traceId,
        spanId,
        name: rpc,
        kind: Span_SpanKind.CLIENT,
        startTimeUnixNano: nanoseconds(startMs),
        endTimeUnixNano: nanoseconds(startMs + tookMs),
        attributes: pairs(attributes),
        ...(error && { status: { code: Status_StatusCode.ERROR } }),
      });
      const resource = create(ResourceSchema, {
        attributes: pairs({ "service.name": OBSERVER }),
      });
      store.addSpans(resource, [span]);
    },
  };
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
