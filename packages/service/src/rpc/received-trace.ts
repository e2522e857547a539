import type { HandlerContext } from "@connectrpc/connect";
import { currentCallContext, type TraceHeaders, traceHeaders } from "@hipstershop/rpc";
import { UnaryContext } from "@hipstershop/transport";

/** Returns the trace context that a call to the running code brought with it. */
export function receivedTrace(handler: HandlerContext): TraceHeaders | undefined {
  const caller = currentCallContext();
  // A call over the network has a context that has only begun, with what its headers carry. A call
  // within this process runs in its caller's, which may know of no trace where the call began one.
  if (caller?.received && caller.span === undefined) return caller.received;
  const isPlain = handler instanceof UnaryContext;
  return traceHeaders(isPlain ? handler.received : Object.fromEntries(handler.requestHeader));
}
