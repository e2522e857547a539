import type { Response } from "express";

/**
 * Has the browser load a page again, with or without scripts, at the same address or at another one.
 *
 * @param url An absolute path; by default that of the page.
 */
export function lookAgain(response: Response, url?: string): void {
  response.setHeader("refresh", url === undefined ? SECONDS : `${SECONDS}; url=${url}`);
}

const SECONDS = "2";
