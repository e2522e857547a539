import { setTimeout as wait } from "node:timers/promises";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import type { Faults } from "@hipstershop/faults";
import { runInCallContext } from "@hipstershop/rpc";
import type { RecordedRpc, Recorder } from "@hipstershop/telemetry";
import type { Logger } from "pino";
import { breakable } from "./breakable.ts";
import { createCallLimit } from "./call-limit.ts";
import { createCallLog } from "./call-log.ts";
import { openCallContext } from "./open-call-context.ts";
import { receivedTrace } from "./received-trace.ts";
import { streamInContext } from "./stream-in-context.ts";
import { toConnectError } from "./to-connect-error.ts";

export interface CallPolicyOptions {
  readonly log: Logger;
  /** Added to every call, in milliseconds: EXTRA_LATENCY. */
  readonly extraLatencyMs: number;
  /** How many calls may run at once. */
  readonly maxCalls: number;
  /** Returns what records the calls, while somebody wants to know. */
  readonly recorder?: () => Recorder | undefined;
  /** What breaks the calls on purpose. By default nothing can. */
  readonly faults?: Faults | undefined;
}

/** What is done around every RPC of a service, whichever path the call took. */
export interface CallPolicy {
  /**
   * Returns the implementation with the policy around each RPC: a call is refused when its
   * deadline has passed (`openCallContext`) or too many run (`createCallLimit`), runs in its
   * call context, ends with an error that a caller may read (`toConnectError`), and is logged
   * (`createCallLog`).
   */
  apply(service: DescService, implementation: ServiceImpl<DescService>): ServiceImpl<DescService>;
  /** Returns how many calls run, by method: "CurrencyService/Convert". */
  running(): Readonly<Record<string, number>>;
  /** Resolves when no call runs. */
  idle(): Promise<void>;
}

type Implementation = Record<string, (request: unknown, handler: HandlerContext) => unknown>;
type Streaming = (request: unknown, handler: HandlerContext) => AsyncIterable<unknown>;

/** Creates the policy for the calls of one service. */
export function createCallPolicy(options: CallPolicyOptions): CallPolicy {
  const { log, extraLatencyMs, maxCalls, recorder, faults } = options;
  const limit = createCallLimit(maxCalls, log);
  const logCall = createCallLog(log);

  /** Begins a call. Disposing ends it. */
  function begin(method: DescMethod, handler: HandlerContext) {
    const recorded = recorder?.()?.beginRpc(method, handler.protocolName, receivedTrace(handler));
    const { context, startMs } = attempt(recorded, () => {
      const opened = openCallContext(handler, recorded?.span);
      limit.begin(method);
      return opened;
    });
    let failure: ConnectError | undefined;
    let ended = false;
    return {
      context,
      /** Returns what the caller is told of an error. */
      fail(error: unknown): ConnectError {
        failure = toConnectError(error, handler.signal);
        return failure;
      },
      [Symbol.dispose]() {
        if (ended) return;
        ended = true;
        limit.end(method);
        recorded?.end(failure && codeToString(failure.code));
        const { requestId, span } = context;
        logCall({ method, requestId, startMs, failure, span });
      },
    };
  }

  function unary(method: DescMethod, call: Implementation[string]) {
    return async (request: unknown, handler: HandlerContext) => {
      using begun = begin(method, handler);
      try {
        if (extraLatencyMs > 0) await wait(extraLatencyMs, undefined, { signal: handler.signal });
        return await runInCallContext(begun.context, () => call(request, handler));
      } catch (error) {
        throw begun.fail(error);
      }
    };
  }

  function streaming(method: DescMethod, call: Streaming) {
    return async function* (request: unknown, handler: HandlerContext) {
      using begun = begin(method, handler);
      // When a caller has gone, nobody may ask for the rest of the stream.
      handler.signal.addEventListener("abort", () => {
        begun.fail(handler.signal.reason);
        begun[Symbol.dispose]();
      });
      try {
        if (extraLatencyMs > 0) await wait(extraLatencyMs, undefined, { signal: handler.signal });
        yield* streamInContext(begun.context, () => call(request, handler));
      } catch (error) {
        throw begun.fail(error);
      }
    };
  }

  return {
    apply(service, implementation) {
      const given = implementation as Implementation;
      const applied: Implementation = {};
      for (const method of service.methods) {
        const whole = given[method.localName]?.bind(given);
        if (!whole) continue;
        const call = faults ? breakable(whole, method, faults) : whole;
        const streams =
          method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming";
        applied[method.localName] = streams
          ? streaming(method, call as Streaming)
          : unary(method, call);
      }
      return applied as ServiceImpl<DescService>;
    },
    running: () => limit.running(),
    idle: () => limit.idle(),
  };
}

/** Runs what may refuse a call, and records that it did. */
function attempt<T>(recorded: RecordedRpc | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    recorded?.end(codeToString(ConnectError.from(error).code));
    throw error;
  }
}
