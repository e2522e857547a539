import { type Html, html } from "../page/html.ts";

/** Returns a button that does something to the game that `fields` names. */
export function actForm(fields: Html, act: string, text: string, kind = " quiet"): Html {
  return html`<form method="post">${fields}<button class="button${kind}" name="act" value="${act}">${text}</button></form>`;
}
