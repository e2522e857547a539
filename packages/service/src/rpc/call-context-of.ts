import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type CallContext, traceHeaders } from "@hipstershop/rpc";

/**
 * Returns the call context of a request. Its request id is the caller's `x-request-id`, or a new
 * one.
 */
export function callContextOf(headers: IncomingHttpHeaders): CallContext {
  const given = headers["x-request-id"];
  // Another id could forge lines of the log, or fill it.
  const requestId =
    typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
  const received = traceHeaders(headers);
  return received ? { requestId, received } : { requestId };
}
