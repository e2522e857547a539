import { Eta } from "eta";
import type { Response } from "express";
import type { ErrorModel } from "./error-model.ts";
import { setStatus } from "./set-status.ts";

export interface PlainError extends Pick<ErrorModel, "heading" | "explanation"> {
  readonly status: number;
  /** "GET /cart" */
  readonly what: string;
  readonly requestId: string;
}

/**
 * Answers with an error page that needs nothing: no call, no file, no layout. For when the error
 * page of the shop fails too.
 */
export function sendPlainError(response: Response, error: PlainError): void {
  setStatus(response, error.status);
  // What was to be sent may be kept by the browser, this may not.
  response.set({ "x-request-id": error.requestId, "cache-control": "private, no-cache" });
  response.removeHeader("etag");
  response.type("html").send(eta.render(page, error));
}

const eta = new Eta();
const page = eta.compile(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title><%= it.heading %> · Hipstershop</title>
<h1><%= it.heading %></h1>
<p><%= it.explanation %></p>
<p>This failed: <code><%= it.what %></code></p>
<p>If it happens again, this names it in the logs: <code><%= it.requestId %></code></p>
`);
