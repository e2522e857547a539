import { rpcName } from "@hipstershop/rpc";
import { type Attributes, SpanStatusCode } from "@opentelemetry/api";
import type { Recorder } from "../recorder.ts";
import { countActive } from "./count-active.ts";
import { createDuration } from "./create-duration.ts";
import type { Instruments } from "./instruments.ts";
import { startServerSpan } from "./start-server-span.ts";

/** Returns a function that makes a span and a duration of each RPC that a service answers. */
export function recordRpcs(instruments: Instruments): Recorder["beginRpc"] {
  const { meter } = instruments;
  const duration = createDuration(meter, "rpc.server.call.duration", "How long RPCs took.");
  const active = countActive(
    meter,
    "hipstershop.rpc.server.active_calls",
    "RPCs that are being answered.",
  );

  return (method, protocol, received) => {
    const name = rpcName(method);
    if (name === undefined) return undefined;
    const startMs = performance.now();
    const system = protocol === "connect" ? "connectrpc" : "grpc";
    const { span, scope } = startServerSpan(instruments, name, received) ?? {};
    active(1);
    return {
      span: scope,
      end(code) {
        active(-1);
        const attributes: Attributes = { "rpc.system.name": system, "rpc.method": name };
        if (code !== undefined) {
          attributes["rpc.response.status_code"] = code;
          attributes["error.type"] = code;
        }
        duration(startMs, attributes);
        if (!span?.isRecording()) return;
        span.setAttributes(attributes);
        if (code !== undefined && OWN_FAULTS.has(code)) {
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
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
