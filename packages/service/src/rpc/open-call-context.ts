import { randomUUID } from "node:crypto";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import {
  type CallContext,
  type CallRecord,
  currentCallContext,
  writeCalls,
} from "@hipstershop/rpc";

/**
 * Opens the call context of an RPC: the request id of the running code, or a new one, and the
 * caller's deadline and signal. With `showCalls` a caller that asks is told of the calls that
 * are made for it. Throws a ConnectError DEADLINE_EXCEEDED when the deadline has passed.
 */
export function openCallContext(handler: HandlerContext, showCalls: boolean) {
  const startMs = performance.now();
  const caller = currentCallContext();
  const timeoutMs = handler.timeoutMs();
  if (timeoutMs !== undefined && timeoutMs <= 0) {
    throw new ConnectError("the deadline has passed", Code.DeadlineExceeded);
  }
  const calls: CallRecord[] | undefined = showCalls && caller?.showCalls ? [] : undefined;
  const context: CallContext = {
    requestId: caller?.requestId ?? randomUUID(),
    ...(timeoutMs !== undefined && { deadlineMs: startMs + timeoutMs }),
    ...(calls && { showCalls: true, onCall: (call) => void calls.push(call) }),
    // Read only when it is needed, because the fast path makes it at the first read.
    get signal() {
      return handler.signal;
    },
  };
  return {
    context,
    /** When the RPC began, by `performance.now()`. */
    startMs,
    /** Tells a caller that asked of the calls that were made for it, in the answer's headers. */
    writeCalls() {
      if (calls) writeCalls(handler.responseHeader, calls, performance.timeOrigin + startMs);
    },
  };
}
