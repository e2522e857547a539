import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ASK_FOR_CALLS, type CallContext, runInCallContext, traceHeaders } from "@hipstershop/rpc";
import type { PortListener } from "../port/open-port.ts";

/**
 * Returns a listener that answers each request in the call context that its headers say. The request
 * id is sent back.
 */
export function withCallContext(listener: PortListener): PortListener {
  return (request, response) => {
    const context = callContextOf(request.headers);
    response.setHeader("x-request-id", context.requestId);
    runInCallContext(context, () => listener(request, response));
  };
}

/**
 * Returns the call context of a request. Its request id is the caller's `x-request-id`, or a new
 * one. The context also says whether the caller asks to be told of the calls that are made for it.
 */
export function callContextOf(headers: IncomingHttpHeaders): CallContext {
  const given = headers["x-request-id"];
  // Another id could forge lines of the log, or fill it.
  const requestId =
    typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
  const showCalls = headers[ASK_FOR_CALLS] !== undefined;
  const received = traceHeaders(headers);
  return { requestId, showCalls, ...(received && { received }) };
}
