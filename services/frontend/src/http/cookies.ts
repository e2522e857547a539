import type { Request, Response } from "express";

/** Names the visitor's cart and orders. */
export const SESSION_COOKIE = "shop_session-id";

/** The currency that the visitor has chosen. */
export const CURRENCY_COOKIE = "shop_currency";

/** Returns a cookie of the request, as it was sent. */
export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Sets a cookie for 48 hours from now, as long as a cart is kept. */
export function keepCookie(
  request: Request,
  response: Response,
  name: string,
  value: string,
): void {
  response.appendHeader("set-cookie", cookie(request, name, value, 172_800));
}

/** Expires the shop's cookies, and no other's: a host may have more than one program. */
export function expireCookies(request: Request, response: Response): void {
  const names = [SESSION_COOKIE, CURRENCY_COOKIE];
  response.setHeader(
    "set-cookie",
    names.map((name) => cookie(request, name, "", 0)),
  );
}

/** A browser replaces a cookie only by one with the same path (RFC 6265 section 5.3). */
function cookie(request: Request, name: string, value: string, maxAgeS: number): string {
  const secure = request.secure ? "; Secure" : "";
  return `${name}=${value}; Max-Age=${maxAgeS}; Path=/; HttpOnly${secure}; SameSite=Lax`;
}
