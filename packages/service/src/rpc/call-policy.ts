import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import {
  type CallContext,
  type CallRecord,
  currentCallContext,
  runInCallContext,
  writeCalls,
} from "@hipstershop/rpc";
import type { Logger } from "pino";
import { createCallLog } from "./call-log.ts";
import { withWellFormedText } from "./with-well-formed-text.ts";

export interface CallPolicyOptions {
  readonly log: Logger;
  /** Added to every call, in milliseconds: EXTRA_LATENCY. */
  readonly extraLatencyMs: number;
  /** How many calls may be in flight: more are refused with RESOURCE_EXHAUSTED. */
  readonly maxCalls: number;
  /** Whether a caller that asks is told of the calls that are made for it. */
  readonly showCalls: boolean;
}

/** What happens around every call of an application's RPCs, whatever brought it. */
export interface CallPolicy {
  /**
   * Returns the implementation with each RPC run on its caller's behalf: with the caller's
   * deadline and signal as its call context, and the request id of the context that it is
   * called in. Work whose deadline has passed is refused, and so is work above the limit,
   * for a service that drowns answers nobody. An error that is no ConnectError is INTERNAL
   * to the caller, and only the log is told more. A caller that asks is told of the calls
   * that its own took.
   */
  apply(service: DescService, implementation: ServiceImpl<DescService>): ServiceImpl<DescService>;
  /** Resolves once no call is running. */
  idle(): Promise<void>;
}

type Implementation = Record<string, (request: unknown, context: HandlerContext) => unknown>;
type Streaming = (request: unknown, context: HandlerContext) => AsyncIterable<unknown>;

/** Creates the policy for the calls of one hosted service. */
export function createCallPolicy(options: CallPolicyOptions): CallPolicy {
  const { log, extraLatencyMs, maxCalls, showCalls } = options;
  const logCall = createCallLog(log);
  let running = 0;
  let refused = 0;
  let wakeIdle: (() => void)[] = [];

  /** Refuses a call. The log is told once, not once for each: it would drown as well. */
  function shed(): ConnectError {
    if (refused === 0) log.warn(`Refusing calls: ${maxCalls} are in flight, the most allowed`);
    refused++;
    return new ConnectError("too many calls in flight", Code.ResourceExhausted);
  }

  function begin(method: DescMethod, context: HandlerContext) {
    const startMs = performance.now();
    const caller = currentCallContext();
    const requestId = caller?.requestId ?? randomUUID();
    const calls: CallRecord[] | undefined = showCalls && caller?.showCalls ? [] : undefined;
    const timeoutMs = context.timeoutMs();
    if (timeoutMs !== undefined && timeoutMs <= 0) {
      throw new ConnectError("the deadline has passed", Code.DeadlineExceeded);
    }
    if (running >= maxCalls) throw shed();
    running++;
    let failure: ConnectError | undefined;
    let ended = false;
    return {
      context: {
        requestId,
        ...(timeoutMs !== undefined && { deadlineMs: performance.now() + timeoutMs }),
        ...(calls && { showCalls: true, onCall: (call: CallRecord) => void calls.push(call) }),
        // Not read before it is needed, for not every server makes one for each call.
        get signal() {
          return context.signal;
        },
      } satisfies CallContext,
      /** Returns what the caller is told of an error. */
      fail(error: unknown): ConnectError {
        failure = toConnectError(error, context.signal);
        return failure;
      },
      [Symbol.dispose]() {
        if (ended) return;
        ended = true;
        running--;
        if (calls) writeCalls(context.responseHeader, calls, performance.timeOrigin + startMs);
        if (refused > 0 && running <= maxCalls / 2) {
          log.info(`Taking calls again, after ${refused} were refused`);
          refused = 0;
        }
        if (running === 0) {
          for (const wake of wakeIdle) wake();
          wakeIdle = [];
        }
        logCall({ method, requestId, startMs, failure });
      },
    };
  }

  function unary(method: DescMethod, call: Implementation[string]) {
    return async (request: unknown, context: HandlerContext) => {
      using started = begin(method, context);
      try {
        if (extraLatencyMs > 0) await wait(extraLatencyMs, undefined, { signal: context.signal });
        return await runInCallContext(started.context, () => call(request, context));
      } catch (error) {
        throw started.fail(error);
      }
    };
  }

  function streaming(method: DescMethod, call: Streaming) {
    return async function* (request: unknown, context: HandlerContext) {
      using started = begin(method, context);
      // A caller that went may leave the stream where it is and never ask for the rest.
      context.signal.addEventListener("abort", () => {
        started.fail(context.signal.reason);
        started[Symbol.dispose]();
      });
      try {
        if (extraLatencyMs > 0) await wait(extraLatencyMs, undefined, { signal: context.signal });
        // A generator's body runs in the context of whoever asks for the next value.
        const inContext = <T>(step: () => T) => runInCallContext(started.context, step);
        const iterator = inContext(() => call(request, context)[Symbol.asyncIterator]());
        try {
          for (;;) {
            const result = await inContext(() => iterator.next());
            if (result.done) return;
            yield result.value;
          }
        } finally {
          await inContext(() => iterator.return?.());
        }
      } catch (error) {
        throw started.fail(error);
      }
    };
  }

  return {
    apply(service, implementation) {
      const given = implementation as Implementation;
      const applied: Implementation = {};
      for (const method of service.methods) {
        const call = given[method.localName]?.bind(given);
        if (!call) continue;
        const streams =
          method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming";
        applied[method.localName] = streams
          ? streaming(method, call as Streaming)
          : unary(method, call);
      }
      return applied as ServiceImpl<DescService>;
    },
    async idle() {
      if (running > 0) await new Promise<void>((resolve) => wakeIdle.push(resolve));
    },
  };
}

function toConnectError(error: unknown, signal: AbortSignal): ConnectError {
  if (error instanceof ConnectError) return withWellFormedText(error);
  // What fails because the caller went or its time is over is no fault of the service.
  if (signal.aborted) {
    return signal.reason instanceof ConnectError
      ? signal.reason
      : new ConnectError("the call was canceled", Code.Canceled, undefined, undefined, error);
  }
  return new ConnectError("internal error", Code.Internal, undefined, undefined, error);
}
