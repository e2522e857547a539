import { runInCallContext } from "@hipstershop/rpc";
import { type createUnaryCalls, UnaryContext } from "@hipstershop/transport";
import { hostName } from "../port/host-name.ts";
import type { StrictListener } from "../port/open-port.ts";
import { callContextOf } from "./call-context-of.ts";

/**
 * Creates the listener for calls in the one form that our own clients send. It does for them what the
 * steps of a service's listener do for all requests (`server-listener.ts`), where that applies to a
 * POST without an Origin. It leaves a call to those steps when they would refuse it.
 */
export function createStrictListener(
  calls: ReturnType<typeof createUnaryCalls>,
  readMaxBytes: number,
): StrictListener {
  // To check a host takes most of a microsecond, and nearly all requests name the same one.
  let lastHost: string | undefined;

  return (request) => {
    const { url, headers, body } = request;
    const spec = calls.find(url);
    if (spec === undefined || body.byteLength > readMaxBytes) return undefined;
    const host = headers.host ?? "";
    if (host !== lastHost && hostName(host) === undefined) return undefined;
    lastHost = host;
    const timeout = headers["connect-timeout-ms"];
    const handler = new UnaryContext(spec.method, request, timeout ? Number(timeout) : undefined);
    const context = callContextOf(headers);
    return {
      headers: { "x-request-id": context.requestId },
      reply: runInCallContext(context, () => calls.answer(spec, handler, body, false)),
      end: (isSent) => {
        if (!isSent) handler.leave();
      },
    };
  };
}
