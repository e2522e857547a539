import { setTimeout as delay } from "node:timers/promises";
import { Code, type ConnectError } from "@connectrpc/connect";
import { backOffMs } from "@hipstershop/registry";
import { canceled, UnreachedError } from "@hipstershop/transport";
import type { Call, Invoke } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";
import type { EndpointSet } from "./endpoint-set.ts";
import { isRead } from "./is-read.ts";
import { noInstance } from "./no-instance.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { sendTo } from "./send-to.ts";

/** The longest pause before the one retry of a call that may have been made. */
const JITTER_MS = 20;
const BACK_OFF = { firstMs: 50, mostMs: 1_000 };

/**
 * Makes calls on the endpoints of a set, and makes them again where that is safe:
 *
 * - A request that certainly reached no server is sent to the next instance. When none is left,
 *   all are tried again, with growing pauses, until the call may wait no longer.
 * - A call that failed with Unavailable is made once more, on another instance, if its
 *   method has no side effects and the budget allows it.
 *
 * Everything else fails at once. With no instance at all the error is Unavailable and
 * names the service and the registry.
 */
export function withRetry(endpoints: EndpointSet, budget: RetryBudget): Invoke {
  return async (call) => {
    budget.deposit();
    const tried = new Set<Endpoint>();
    let failure: ConnectError | undefined;
    let retried = false;
    let pauses = 0;
    for (;;) {
      const endpoint = endpoints.pick(tried, call.only);
      if (endpoint === undefined) {
        if (failure !== undefined && !isUnreached(failure)) throw failure;
        const now = performance.now();
        if (now >= call.waitUntilMs) throw failure ?? noInstance(call, endpoints);
        const untilMs =
          failure === undefined ? call.waitUntilMs : now + backOffMs(pauses++, BACK_OFF);
        await endpoints.changed(Math.min(untilMs, call.waitUntilMs), call.signal);
        call.progress.waitedMs = (call.progress.waitedMs ?? 0) + performance.now() - now;
        if (call.signal?.aborted) throw canceled(call.signal);
        tried.clear();
        continue;
      }
      try {
        return await sendTo(endpoint, call);
      } catch (reason) {
        failure = reason as ConnectError;
        tried.add(endpoint);
      }
      if (isUnreached(failure)) continue;
      if (
        retried ||
        !isRepeatable(call, failure) ||
        endpoints.pick(tried, call.only) === undefined
      ) {
        throw failure;
      }
      if (!budget.withdraw()) throw failure;
      retried = true;
      await delay(Math.random() * JITTER_MS);
    }
  };
}

function isUnreached(error: ConnectError): boolean {
  return error.cause instanceof UnreachedError;
}

function isRepeatable(call: Call, error: ConnectError): boolean {
  return error.code === Code.Unavailable && isRead(call.method);
}
