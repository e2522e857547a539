import type { Request, RequestHandler } from "express";
import { CURRENCY_COOKIE, keepCookie } from "../http/cookies.ts";
import { isOwnSite } from "../http/own-site.ts";
import { isOfferedCurrency, OFFERED_CURRENCIES } from "../site/currencies.ts";
import type { Pages } from "../site/pages.ts";
import { sendBadForm } from "../site/send-bad-form.ts";

/** Answers `POST /setCurrency`: keeps the currency and returns to the page that asked. */
export function setCurrency(pages: Pages): RequestHandler {
  return async (request, response) => {
    const code: unknown = request.body?.currency_code;
    if (typeof code !== "string" || !isOfferedCurrency(code)) {
      const message = `Choose one of ${OFFERED_CURRENCIES.join(", ")}.`;
      return sendBadForm(pages, request, response, { currency_code: message });
    }
    keepCookie(request, response, CURRENCY_COOKIE, code);
    response.redirect(302, refererPath(request) ?? `${request.baseUrl}/`);
  };
}

/** Returns the path that the visitor came from, if it is one of ours: never another site's. */
function refererPath(request: Request): string | undefined {
  const url = URL.parse(request.get("referer") ?? "");
  const own = request.get("sec-fetch-site") === "same-origin" || (url && isOwnSite(request, url));
  // A path that begins with two slashes would name a host.
  if (!url || !own || /^\/[/\\]/.test(url.pathname)) return undefined;
  return `${url.pathname}${url.search}`;
}
