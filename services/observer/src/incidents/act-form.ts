import { type Html, html } from "../page/html.ts";

/** Returns a button that does something to the game. */
export function actForm(token: string, act: string, text: string, kind = " quiet"): Html {
  return html`<form method="post"><input type="hidden" name="token" value="${token}"><button class="button${kind}" name="act" value="${act}">${text}</button></form>`;
}
