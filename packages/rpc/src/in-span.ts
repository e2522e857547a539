import type { CallContext, SpanScope } from "./call-context.ts";

/** Returns the context of a request for code that works in another span of it. */
export function inSpan(context: CallContext, span: SpanScope): CallContext {
  return new InSpan(context, span);
}

/** It reads the signal of the request when it is needed, as the request's own context does. */
class InSpan implements CallContext {
  readonly requestId: string;
  readonly deadlineMs: CallContext["deadlineMs"];
  readonly onCall: CallContext["onCall"];
  readonly received: CallContext["received"];
  readonly span: SpanScope;
  readonly #request: CallContext;

  constructor(request: CallContext, span: SpanScope) {
    this.requestId = request.requestId;
    this.deadlineMs = request.deadlineMs;
    this.onCall = request.onCall;
    this.received = request.received;
    this.span = span;
    this.#request = request;
  }

  get signal() {
    return this.#request.signal;
  }
}
