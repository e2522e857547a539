import { runInCallContext } from "@hipstershop/rpc";
import type { PortListener } from "../port/open-port.ts";
import { callContextOf } from "./call-context-of.ts";

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
