import type { CookieOptions, Request, Response } from "express";

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
  response.cookie(name, value, { ...attributes(request), maxAge: 172_800_000 });
}

/** Expires the shop's cookies, and no other's: a host may have more than one program. */
export function expireCookies(request: Request, response: Response): void {
  response.removeHeader("set-cookie");
  for (const name of [SESSION_COOKIE, CURRENCY_COOKIE]) {
    response.cookie(name, "", { ...attributes(request), maxAge: 0 });
  }
}

/** A browser replaces a cookie only by one with the same path. */
function attributes(request: Request): CookieOptions {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: request.secure };
}
