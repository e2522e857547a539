import { randomUUID } from "node:crypto";
import { ASK_FOR_CALLS, runInCallContext, traceHeaders } from "@hipstershop/rpc";
import type { PortListener } from "../port/open-port.ts";

/**
 * Returns a listener that answers each request in a call context. Its request id is the
 * caller's `x-request-id`, or a new one, and is sent back. The context also says whether the
 * caller asks to be told of the calls that are made for it.
 */
export function withCallContext(listener: PortListener): PortListener {
  return (request, response) => {
    const given = request.headers["x-request-id"];
    // Another id could forge lines of the log, or fill it.
    const requestId =
      typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    response.setHeader("x-request-id", requestId);
    const showCalls = request.headers[ASK_FOR_CALLS] !== undefined;
    const received = traceHeaders(request.headers);
    const context = { requestId, showCalls, ...(received && { received }) };
    runInCallContext(context, () => listener(request, response));
  };
}
