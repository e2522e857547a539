import { randomUUID } from "node:crypto";
import { currentCallContext, inSpan, runInCallContext } from "@hipstershop/rpc";
import { type Context, type ContextManager, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { writeBaggage } from "./baggage.ts";
import { placeIn } from "./span/place-in.ts";
import { Scope } from "./span/scope.ts";

/**
 * Keeps what OpenTelemetry's API calls the active context in the call context, so that there is one
 * storage, and a span that a library makes in a handler nests.
 */
export const contextManager: ContextManager = {
  active: () => currentCallContext()?.span?.context ?? ROOT_CONTEXT,
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
  const scope = new Scope({
    place: placeIn(context),
    baggage: writeBaggage(propagation.getBaggage(context)),
    provider: current?.span?.provider,
    context,
  });
  return inSpan(current ?? { requestId: randomUUID() }, scope);
}
