import type { Response } from "express";

/** Sets the status of a page; with 503, when to come back too (RFC 9110 section 15.6.4). */
export function setStatus(response: Response, status: number): void {
  response.status(status);
  if (status === 503) response.setHeader("retry-after", RETRY_AFTER_S);
}

/** About as long as a service takes to restart. */
const RETRY_AFTER_S = 5;
