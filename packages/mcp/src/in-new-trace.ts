import { randomBytes, randomUUID } from "node:crypto";
import { runInCallContext } from "@hipstershop/rpc";

export interface NewTraceOptions {
  /** Whether those who are called keep the trace. */
  readonly sampled: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Runs what makes calls, as the beginning of a trace (W3C Trace Context), and hands it the id. */
export function inNewTrace<T>(
  { sampled, signal }: NewTraceOptions,
  run: (traceId: string) => T,
): T {
  const traceId = randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  const received = { traceparent: `00-${traceId}-${spanId}-0${Number(sampled)}` };
  const context = { requestId: randomUUID(), received, ...(signal && { signal }) };
  return runInCallContext(context, () => run(traceId));
}
