import { Code } from "@connectrpc/connect";
import type { Logger } from "pino";
import { hostName } from "./host-name.ts";
import type { PortListener } from "./open-port.ts";
import { refuse } from "./refuse.ts";

export interface HostGuardOptions {
  /** Returns whether a host is one that the port answers for. */
  readonly isOwn: (host: string) => boolean;
  readonly log: Logger;
}

/**
 * Returns a listener that refuses a request for another host with 421 (RFC 9110 section
 * 15.5.20). With `passCalls` it lets calls pass that no browser makes: by POST, and without an
 * Origin.
 */
export type HostGuard = (listener: PortListener, passCalls: boolean) => PortListener;

/**
 * Creates the guard of a port. Another site may let its name lead to this machine (DNS
 * rebinding): to a browser all that it finds here is then of that site, whose scripts may read
 * and send it. The host is the one that was received, in `headers.host`, for such a script can
 * set every X-Forwarded header. A request without a host passes: a browser names one.
 */
export function createHostGuard({ isOwn, log }: HostGuardOptions): HostGuard {
  let told = false;
  return (listener, passCalls) => (request, response) => {
    const { host, origin } = request.headers;
    const passes = passCalls && request.method === "POST" && origin === undefined;
    const name = passes || !host ? undefined : hostName(host);
    if (name === undefined || isOwn(name)) return listener(request, response);
    // Once at a level that is seen: who asks for it may do so again and again.
    log[told ? "debug" : "warn"]({ host: name }, "Refused a request for a host that is not ours");
    told = true;
    refuse(request, response, {
      status: 421,
      code: Code.PermissionDenied,
      message: `"${name}" is no host of this machine: if it leads here, set ALLOWED_HOSTS=${name}`,
    });
  };
}
