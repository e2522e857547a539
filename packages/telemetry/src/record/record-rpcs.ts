import { type Attributes, SpanKind } from "@opentelemetry/api";
import { onceEach } from "../once-each.ts";
import { spanFields } from "../otlp/span-fields.ts";
import type { Recorder } from "../recorder.ts";
import { beginRequest } from "./begin-request.ts";
import { createDuration } from "./create-duration.ts";
import type { Instruments } from "./instruments.ts";
import { rpcName } from "./rpc-name.ts";

/** Returns a function that makes a span and a duration of each RPC that a service answers. */
export function recordRpcs(instruments: Instruments): Recorder["beginRpc"] {
  const { meter } = instruments;
  const duration = createDuration(meter, "rpc.server.call.duration", "How long RPCs took.");
  const active = meter
    .createUpDownCounter("hipstershop.rpc.server.active_calls", {
      unit: "{call}",
      description: "RPCs that are being answered.",
    })
    .series.of();

  /** What is recorded of every RPC of a name that ended with a code. */
  const endings = onceEach((name: string) =>
    onceEach((system: string) =>
      onceEach((code: string | undefined) => {
        const attributes: Attributes = { "rpc.system.name": system, "rpc.method": name };
        if (code !== undefined) {
          attributes["rpc.response.status_code"] = code;
          attributes["error.type"] = code;
        }
        const isFailed = code !== undefined && OWN_FAULTS.has(code);
        return {
          durations: duration.series.of(attributes),
          fields: [spanFields({ name, kind: SpanKind.SERVER, attributes, isFailed })],
        };
      }),
    ),
  );

  return (method, protocol, received) => {
    const name = rpcName(method);
    if (name === undefined) return undefined;
    const startMs = performance.now();
    const system = protocol === "connect" ? "connectrpc" : "grpc";
    const { span, scope } = beginRequest(instruments, name, received) ?? {};
    active.value += 1;
    return {
      span: scope,
      end(code) {
        active.value -= 1;
        const endMs = performance.now();
        const { durations, fields } = endings(name)(system)(code);
        durations.record((endMs - startMs) / 1_000);
        span?.finish(endMs, fields);
      },
    };
  };
}

/** With any other code it is the caller's fault, or the caller's wish. */
const OWN_FAULTS: ReadonlySet<string> = new Set([
  "unknown",
  "deadline_exceeded",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
]);
