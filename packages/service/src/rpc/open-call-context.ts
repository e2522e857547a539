import { randomUUID } from "node:crypto";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { type CallContext, currentCallContext, type SpanScope } from "@hipstershop/rpc";

/**
 * Opens the call context of an RPC: the request id of the running code, or a new one, the caller's
 * deadline and signal, and the RPC's own span. Throws a ConnectError DEADLINE_EXCEEDED when the
 * deadline has passed.
 */
export function openCallContext(handler: HandlerContext, span: SpanScope | undefined) {
  const startMs = performance.now();
  const caller = currentCallContext();
  const timeoutMs = handler.timeoutMs();
  if (timeoutMs !== undefined && timeoutMs <= 0) {
    throw new ConnectError("the deadline has passed", Code.DeadlineExceeded);
  }
  const requestId = caller?.requestId ?? randomUUID();
  const deadlineMs = timeoutMs === undefined ? undefined : startMs + timeoutMs;
  const trace = { received: caller?.received, span };
  const context = new RpcContext(handler, requestId, deadlineMs, trace);
  return {
    context,
    /** When the RPC began, by `performance.now()`. */
    startMs,
  };
}

/**
 * The context of one RPC. It reads the signal when it is needed, because the fast path makes it at
 * the first read. It is a class, because a getter of a single object costs V8 a map for each call,
 * which it keeps with all that the getter holds until its next major collection.
 */
class RpcContext implements CallContext {
  readonly requestId: string;
  readonly deadlineMs: number | undefined;
  readonly received: CallContext["received"];
  readonly span: CallContext["span"];
  readonly #handler: HandlerContext;

  constructor(
    handler: HandlerContext,
    requestId: string,
    deadlineMs: number | undefined,
    { received, span }: Pick<CallContext, "received" | "span">,
  ) {
    this.#handler = handler;
    this.requestId = requestId;
    this.deadlineMs = deadlineMs;
    this.received = received;
    this.span = span;
  }

  get signal() {
    return this.#handler.signal;
  }
}
