import { randomUUID } from "node:crypto";
import { ASK_FOR_CALLS, runInCallContext } from "@hipstershop/rpc";
import type { PortListener } from "../port/open-port.ts";

/**
 * Returns a listener that answers each request on behalf of its `x-request-id`, made here
 * where the caller sent none, and sends it back. Notes whether the caller asks to be told of
 * the calls that its own takes.
 */
export function withCallContext(listener: PortListener): PortListener {
  return (request, response) => {
    const given = request.headers["x-request-id"];
    // A caller's id is taken only where it cannot forge a line of the log or fill it.
    const requestId =
      typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    response.setHeader("x-request-id", requestId);
    const showCalls = request.headers[ASK_FOR_CALLS] !== undefined;
    runInCallContext({ requestId, showCalls }, () => listener(request, response));
  };
}
