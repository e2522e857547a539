import type { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { type Html, html } from "../page/html.ts";
import { orderSteps } from "./order-steps.ts";

/** Renders the way of an order, the stations that it has reached lit up. */
export function stepsList(state: OrderState): Html {
  return html`<ol class="way">${orderSteps(state).map(
    ({ name, place }) =>
      html`<li class="${place}"${SAID[place] === "" && html` aria-current="step"`}>${name}<span class="visually-hidden">${SAID[place]}</span></li>`,
  )}</ol>`;
}

/** What a screen reader says of a station, besides its name. */
const SAID = { past: ", done", here: "", ahead: ", not reached", end: "", failed: "" } as const;
