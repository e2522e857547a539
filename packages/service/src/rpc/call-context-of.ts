import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ASK_FOR_CALLS, type CallContext, traceHeaders } from "@hipstershop/rpc";

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
