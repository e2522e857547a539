import { rpcName } from "@hipstershop/rpc";
import type { Recorder } from "../recorder.ts";
import { countActive } from "./count-active.ts";
import type { Instruments } from "./instruments.ts";
import { startServerSpan } from "./start-server-span.ts";

/** Returns a function that makes a span and a duration of each RPC that a service answers. */
export function recordRpcs(instruments: Instruments): Recorder["beginRpc"] {
  const { meter, durations } = instruments;
  const seriesOf = durations.create(
    "rpc.server.call.duration",
    "How long RPCs took.",
    (system: string, name: string, code: string | undefined) => ({
      "rpc.system.name": system,
      "rpc.method": name,
      ...(code !== undefined && { "rpc.response.status_code": code, "error.type": code }),
    }),
  );
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
    const span = startServerSpan(instruments, name, startMs, received);
    active(1);
    return {
      span,
      end(code) {
        active(-1);
        const endMs = performance.now();
        const series = seriesOf(system, name, code);
        series.record(startMs, endMs);
        const isFailed = code !== undefined && OWN_FAULTS.has(code);
        span?.finish({ endMs, attributes: [series.attributes], isFailed });
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
