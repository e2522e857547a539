import type { Request, Response } from "express";

/**
 * Redirects to a path below BASE_URL; with 302, as the original shop does, which every client
 * follows with a GET. 303 says so (RFC 9110 section 15.4.4).
 */
export function redirect(
  request: Request,
  response: Response,
  path: string,
  status: 302 | 303 = 302,
): void {
  response.redirect(status, `${request.baseUrl}${path}`);
}
