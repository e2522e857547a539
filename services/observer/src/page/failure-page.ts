import { Code, ConnectError } from "@connectrpc/connect";
import type { ServiceContext } from "@hipstershop/service";
import { BodyError } from "../receiver/read-body.ts";
import { html } from "./html.ts";
import type { Page } from "./route.ts";

/** Makes the page that says why another one could not be made. Logs what is a fault of the observer. */
export function failurePage(error: unknown, { log }: ServiceContext): Page {
  if (error instanceof BodyError) {
    const body = html`<h1>That was not read</h1><p class="lead">${error.message}.</p>`;
    return { kind: "page", title: "Not read", status: error.status, body };
  }
  const isCall = error instanceof ConnectError;
  if (!isCall) log.error({ err: error }, "A page failed");
  const said = isCall ? `${error.rawMessage} (${Code[error.code]})` : "The log says why";
  const body = html`<h1>${isCall ? "A service did not answer" : "This page failed"}</h1>
<p class="lead">${said}.</p>
<p><a href="">Try again</a></p>`;
  return { kind: "page", title: "Out of reach", status: isCall ? 503 : 500, body };
}
