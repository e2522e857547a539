import { randomUUID } from "node:crypto";
import { runInCallContext } from "@hipstershop/rpc";
import type { PortListener } from "./open-port.ts";

/**
 * Returns a listener that answers each request on behalf of its `x-request-id`, made here
 * where the caller sent none, and sends it back.
 */
export function withRequestId(listener: PortListener): PortListener {
  return (request, response) => {
    const given = request.headers["x-request-id"];
    // A caller's id is taken only where it cannot forge a line of the log or fill it.
    const requestId =
      typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    response.setHeader("x-request-id", requestId);
    runInCallContext({ requestId }, () => listener(request, response));
  };
}
