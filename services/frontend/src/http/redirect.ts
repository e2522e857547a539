import type { Request, Response } from "express";

/** Redirects to a path below BASE_URL with 302, which every client follows with a GET. */
export function redirect(request: Request, response: Response, path: string): void {
  response.redirect(302, `${request.baseUrl}${path}`);
}
