import type { Request, RequestHandler } from "express";
import type { Logger } from "pino";
import { shownPath } from "../site/shown-path.ts";
import { isOwnSite, ownHosts } from "./own-site.ts";

/**
 * Refuses a POST that another site sends in the visitor's name, with 403: by Sec-Fetch-Site, else
 * by Origin against the shop's host. A request with neither passes, for no browser sent it. Page
 * and log say what was compared, because behind a proxy it may be the shop's own form.
 */
export function sameOrigin(log: Logger): RequestHandler {
  return (request, response, next) => {
    const reason = request.method === "POST" ? foreignness(request) : undefined;
    if (!reason) return next();
    const path = shownPath(request.path);
    log.warn({ path, reason }, "Refused a form that was sent from another site");
    const text = `This form was sent from another site. ${reason}\n`;
    response.status(403).type("text/plain").send(text);
  };
}

/** Returns why a request is from another site; undefined when it is from ours. */
function foreignness(request: Request): string | undefined {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) {
    // "none" means that the visitor did it, for example by a reload.
    const own = site === "same-origin" || site === "none";
    return own ? undefined : "The browser says so, in Sec-Fetch-Site.";
  }
  const origin = request.get("origin");
  if (origin === undefined) return undefined;
  const url = URL.parse(origin);
  if (!url) return "The browser names no site, in Origin.";
  if (isOwnSite(request, url)) return undefined;
  const hosts = [...ownHosts(request, url.protocol)].join(" or ") || "nothing";
  return `The browser names ${url.origin}, and the shop was asked for as ${hosts}. ${CURE}`;
}

const CURE =
  "If both are this shop, the proxy between must pass on the host with its port: in nginx " +
  '"proxy_set_header Host $http_host;", in others X-Forwarded-Host and X-Forwarded-Port.';
