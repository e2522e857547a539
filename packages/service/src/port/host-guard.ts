import { Code } from "@connectrpc/connect";
import type { Logger } from "pino";
import { hostName } from "./host-name.ts";
import type { PortListener } from "./open-port.ts";
import { refuse } from "./refuse.ts";

/**
 * Creates the guard of a port against DNS rebinding: another site can point its own name to
 * this machine. A browser then treats our answers as that site's, and its scripts may read
 * them. The guard refuses requests for another host with 421 (RFC 9110 section 15.5.20). Only
 * `headers.host` counts, because such a script can set every X-Forwarded header. A request
 * without a host passes, because a browser always names one. With `passCalls` so does a POST
 * without an Origin, because no browser sends one.
 */
export function createHostGuard(isOwn: (host: string) => boolean, log: Logger) {
  let told = false;
  return (listener: PortListener, passCalls: boolean): PortListener =>
    (request, response) => {
      const { host, origin } = request.headers;
      const passes = passCalls && request.method === "POST" && origin === undefined;
      const name = passes || !host ? undefined : hostName(host);
      if (name === undefined || isOwn(name)) return listener(request, response);
      // Only the first at a level that is seen: the same client may ask again and again.
      log[told ? "debug" : "warn"]({ host: name }, "Refused a request for a host that is not ours");
      told = true;
      refuse(request, response, {
        status: 421,
        code: Code.PermissionDenied,
        message: `"${name}" is no host of this machine: if it leads here, set ALLOWED_HOSTS=${name}`,
      });
    };
}
