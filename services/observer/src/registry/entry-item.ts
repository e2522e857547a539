import { type Html, html } from "../page/html.ts";
import { clockTime } from "../page/times.ts";
import type { Hearsay } from "../store/hearsay.ts";
import type { Entry } from "./conversation.ts";
import { messageDetails } from "./message-details.ts";
import { type Rule, sentenceOf } from "./sentence-of.ts";

/**
 * Returns an event as an item of a list: a sentence, and on click, or when it is open, what was
 * sent or heard.
 */
export function entryItem(
  { number, event, heard }: Entry,
  { isOpen = false }: { readonly isOpen?: boolean } = {},
): Html {
  const { text, rule } = sentenceOf(event);
  const { type, atMs, message } = event;
  const head = html`${clockTime(atMs)} <span class="what">${text}${heard.length > 0 && ` ${heardText(heard, atMs)}`}</span>`;
  return html`<li class="said ${type}" data-entry="${number}">${
    message
      ? html`<details${isOpen && " open"}><summary>${head}</summary>${messageDetails(message, rule)}</details>`
      : html`<p>${head}</p>`
  }${rule && ruleLink(rule)}</li>
`;
}

function ruleLink({ rfc, section, title }: Rule): Html {
  const url = `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section}`;
  return html`<a class="rule" href="${url}" title="${title}" rel="noreferrer">RFC ${rfc} § ${section}</a>`;
}

/** Returns who else knew of it, and how much later: "Heard by frontend-1c2d 3 ms later." */
function heardText(heard: readonly Hearsay[], atMs: number): string {
  const sorted = heard.toSorted((a, b) => a.atMs - b.atMs);
  const each = sorted.slice(0, MAX_NAMED).map((one) => `${one.by} ${apart(one.atMs - atMs)}`);
  const more = sorted.length - each.length;
  return `Heard by ${each.join(", ")}${more > 0 ? `, and ${more} more` : ""}.`;
}

/** The most that are named. */
const MAX_NAMED = 4;

function apart(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  if (whole === 0) return "in the same millisecond";
  return `${whole} ms ${ms > 0 ? "later" : "earlier"}`;
}
