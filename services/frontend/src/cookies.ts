import type { Request, Response } from "express";

/** Names the visitor's cart and orders. */
export const SESSION_COOKIE = "shop_session-id";

/** The currency that the visitor has chosen. */
export const CURRENCY_COOKIE = "shop_currency";

/** Returns a cookie of the request, as it was sent. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of cookiePairs(request)) {
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  }
  return undefined;
}

/** Sets a cookie for 48 hours from now, as long as a cart is kept. */
export function keepCookie(
  request: Request,
  response: Response,
  name: string,
  value: string,
): void {
  response.cookie(name, value, {
    path: "/",
    maxAge: 172_800_000,
    httpOnly: true,
    sameSite: "lax",
    secure: request.secure,
  });
}

/** Expires every cookie that the request brought, as many as a browser keeps for a site. */
export function expireCookies(request: Request, response: Response): void {
  response.removeHeader("set-cookie");
  const names = new Set(cookiePairs(request).map((pair) => pair.split("=", 1)[0] as string));
  const expirable = [...names].filter((name) => /^[\w.-]{1,64}$/.test(name));
  for (const name of expirable.slice(0, MAX_COOKIES)) {
    response.cookie(name, "", {
      path: "/",
      maxAge: 0,
      httpOnly: true,
      sameSite: "lax",
      secure: request.secure,
    });
  }
}

// What Chromium keeps. Each one more costs more than the last, for Express joins them anew.
const MAX_COOKIES = 180;

function cookiePairs(request: Request): string[] {
  return (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
}
