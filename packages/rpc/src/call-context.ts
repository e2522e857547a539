import { AsyncLocalStorage } from "node:async_hooks";
import type { Instance } from "@hipstershop/registry";
import type { Context, TracerProvider } from "@opentelemetry/api";

/**
 * What a request carries with it through a process: every call that a handler makes is
 * made on its caller's behalf, ends by its caller's deadline and carries its request id.
 */
export interface CallContext {
  /** Follows a request through every service, in the `x-request-id` header. */
  readonly requestId: string;
  /** When the caller stops waiting, by `performance.now()`, a clock that nobody can set. */
  readonly deadlineMs?: number | undefined;
  /** Aborts when the caller has gone. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every call made on behalf of this request, once it has ended. */
  readonly onCall?: ((call: CallRecord) => void) | undefined;
  /** The trace context that the request brought with it. Calls pass it on unless `span` is set. */
  readonly received?: TraceHeaders | undefined;
  /** The span that the code works in, while somebody records spans. */
  readonly span?: SpanScope | undefined;
}

/** W3C's Trace Context and Baggage, as a request carries them. */
export interface TraceHeaders {
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly baggage?: string;
}

/** A span that code works in. */
export interface SpanScope {
  /** In hex, 32 digits. */
  readonly traceId: string;
  /** In hex, 16 digits. */
  readonly spanId: string;
  /** The span and the baggage, as OpenTelemetry's API carries them. */
  readonly context: Context;
  /** Makes the spans of the service that the code belongs to. */
  readonly provider?: TracerProvider;
}

/** How one call by name ended. */
export interface CallRecord {
  /** The registry name, "currencyservice". */
  readonly service: string;
  /** The name of the RPC, "Convert". */
  readonly method: string;
  /**
   * The last instance that the call reached, whether it answered or the connection broke. Absent
   * when the call reached none, or the cache answered.
   */
  readonly instance?: Instance;
  /** Whether the response cache answered, and with what. */
  readonly cache: "none" | "miss" | "hit" | "shared" | "stale";
  /** The Connect code of a failed call, "unavailable". */
  readonly error?: string;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs a function, and all that it starts, on behalf of a request. */
export function runInCallContext<T>(context: CallContext, run: () => T): T {
  return storage.run(context, run);
}

/** Runs a function, and all that it starts, on behalf of no request: for work that outlives the request. */
export function runOutsideCallContext<T>(run: () => T): T {
  return storage.exit(run);
}

/** Returns the request that the running code works for, if there is one. */
export function currentCallContext(): CallContext | undefined {
  return storage.getStore();
}
