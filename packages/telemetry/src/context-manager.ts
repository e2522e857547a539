import { randomUUID } from "node:crypto";
import { currentCallContext, inSpan, runInCallContext } from "@hipstershop/rpc";
import { type Context, type ContextManager, trace } from "@opentelemetry/api";
import { EMPTY_CONTEXT } from "./empty-context.ts";

/**
 * Keeps what OpenTelemetry's API calls the active context in the call context, so that there is one
 * storage, and a span that a library makes in a handler nests.
 */
export const contextManager: ContextManager = {
  active: () => currentCallContext()?.span?.context ?? EMPTY_CONTEXT,
  with(context, run, self, ...args) {
    return runInCallContext(callContext(context), () => run.apply(self as never, args));
  },
  bind(context, target) {
    if (typeof target !== "function") return target;
    const bound = (...args: unknown[]) =>
      runInCallContext(callContext(context), () => target(...args));
    return bound as typeof target;
  },
  enable() {
    return this;
  },
  disable() {
    return this;
  },
};

function callContext(context: Context) {
  const current = currentCallContext();
  const { traceId = "", spanId = "" } = trace.getSpanContext(context) ?? {};
  const provider = current?.span?.provider;
  const span = { traceId, spanId, context, ...(provider && { provider }) };
  return inSpan(current ?? { requestId: randomUUID() }, span);
}
