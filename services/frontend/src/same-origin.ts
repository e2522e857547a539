import type { Request, RequestHandler } from "express";

/**
 * Refuses a POST that another site sends in the visitor's name, with 403: by Sec-Fetch-Site,
 * else by Origin against Host. A request with neither passes, for no browser sent it.
 */
export function sameOrigin(): RequestHandler {
  return (request, response, next) => {
    if (request.method !== "POST" || isSameOrigin(request)) return next();
    response.status(403).type("text/plain").send("This form was sent from another site.\n");
  };
}

function isSameOrigin(request: Request): boolean {
  const site = request.get("sec-fetch-site");
  // "none" is the visitor's own doing: a reload, for one.
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = request.get("origin");
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === request.host;
}
