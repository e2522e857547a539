import { type Code, ConnectError, type Transport, type UnaryResponse } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { type HeadersGiven, plainHeaders } from "@hipstershop/transport";
import type { Call, Invoke } from "./call.ts";
import { type CallContext, currentCallContext } from "./call-context.ts";
import type { CallWatcher } from "./call-watcher.ts";
import type { EndpointSet } from "./endpoint-set.ts";
import { isRead } from "./is-read.ts";
import { streamFrom } from "./stream-from.ts";

export interface NamedTransportOptions {
  /** The registry name of the service, "currencyservice". */
  readonly service: string;
  /** The id of the only instance that is called. By default any is. */
  readonly only?: string | undefined;
  readonly endpoints: EndpointSet;
  /** The layers that make a unary call. */
  readonly invoke: Invoke;
  /** The longest that a unary call may take. */
  readonly timeoutMs: number;
  /** The longest that a call may wait for an instance. */
  readonly waitMs: number;
  /** Returns what is told of each call, while there is somebody to tell. */
  readonly watcher?: (() => CallWatcher | undefined) | undefined;
}

/**
 * Creates the Connect Transport of a service that is known only by its name. Every call made on
 * behalf of a request ends by that request's deadline, ends when its caller goes, carries its id,
 * and is reported to its `onCall`.
 *
 * A unary call always has a deadline. A stream has one only if the caller sets it: it may be meant
 * to stay open.
 */
export function createNamedTransport(options: NamedTransportOptions): Transport {
  const { service, only, endpoints, invoke } = options;

  /** Begins a call that may take `longestMs`, for the request that the running code works for. */
  function begin(
    header: HeadersGiven,
    signal: AbortSignal | undefined,
    longestMs: number,
  ): Omit<Call, "method" | "input"> {
    const context = currentCallContext();
    const nowMs = performance.now();
    const deadlineMs = Math.min(nowMs + longestMs, context?.deadlineMs ?? Number.POSITIVE_INFINITY);
    return {
      service,
      only,
      header: onBehalfOf(context, header),
      deadlineMs,
      // No longer than an instance may be expected.
      waitUntilMs: Math.min(nowMs + options.waitMs, deadlineMs, endpoints.expectedUntilMs),
      ...withSignal(signal, context),
      progress: { attempts: 0, cache: "none" },
      watcher: options.watcher?.(),
    };
  }

  return {
    async unary(method, signal, timeoutMs, header, input) {
      const down = endpoints.expectedUntilMs < performance.now();
      const wantedMs = timeoutMs ?? options.timeoutMs;
      const longestMs = down && isRead(method) ? Math.min(wantedMs, DOWN_MS) : wantedMs;
      const call: Call = { ...begin(header, signal, longestMs), method, input };
      const answer = await report(call, invoke);
      return answer as UnaryResponse<typeof method.input, typeof method.output>;
    },
    stream(method, signal, timeoutMs, header, input) {
      const longestMs = timeoutMs ?? Number.POSITIVE_INFINITY;
      return streamFrom(endpoints, { ...begin(header, signal, longestMs), method, input });
    },
  };
}

/**
 * The longest that a read may take when the service is down and an instance is still known: one
 * that is back answers sooner, and a frozen one holds up its callers no longer.
 */
const DOWN_MS = 400;

/** Makes the call, and reports how it went to the request that it was made for. */
async function report(call: Call, invoke: Invoke): Promise<UnaryResponse> {
  const onCall = currentCallContext()?.onCall;
  if (onCall === undefined) return invoke(call);
  let code: Code | undefined;
  try {
    return await invoke(call);
  } catch (reason) {
    code = ConnectError.from(reason).code;
    throw reason;
  } finally {
    const { instance, cache } = call.progress;
    onCall({
      service: call.service,
      method: call.method.name,
      ...(instance && { instance }),
      cache,
      ...(code !== undefined && { error: codeToString(code) }),
    });
  }
}

function onBehalfOf(context: CallContext | undefined, given: HeadersGiven): Record<string, string> {
  const header = plainHeaders(given);
  if (context === undefined) return header;
  header["x-request-id"] ??= context.requestId;
  // Where no span is made, the trace goes on as if this service were not there.
  const { span, received } = context;
  return span === undefined && received ? { ...header, ...received } : header;
}

function withSignal(signal: AbortSignal | undefined, context: CallContext | undefined) {
  const signals = [signal, context?.signal].filter((s) => s !== undefined);
  if (signals.length > 1) return { signal: AbortSignal.any(signals) };
  return signals[0] === undefined ? {} : { signal: signals[0] };
}
