import { type Html, html } from "../page/html.ts";
import { clockTime } from "../page/times.ts";
import type { Entry } from "./conversation.ts";
import { messageDetails } from "./message-details.ts";
import { type Rule, sentenceOf } from "./sentence-of.ts";

/** Returns an event as an item of a list: a sentence, and on click what was sent or heard. */
export function entryItem({ number, event }: Entry): Html {
  const { text, rule } = sentenceOf(event);
  const { type, atMs, message } = event;
  const head = html`${clockTime(atMs)} <span class="what">${text}</span>`;
  return html`<li class="said ${type}" data-entry="${number}">${
    message
      ? html`<details><summary>${head}</summary>${messageDetails(message, rule)}</details>`
      : html`<p>${head}</p>`
  }${rule && ruleLink(rule)}</li>
`;
}

function ruleLink({ rfc, section, title }: Rule): Html {
  const url = `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section}`;
  return html`<a class="rule" href="${url}" title="${title}" rel="noreferrer">RFC ${rfc} § ${section}</a>`;
}
