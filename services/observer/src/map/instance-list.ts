import { type Html, html } from "../page/html.ts";
import { instancePath } from "../registry/instance-path.ts";
import type { Dot, DotState } from "./instance-board.ts";

/** Returns instances as links, each with its address, and its state where that is not "up". */
export function instanceList(dots: readonly Dot[]): Html {
  if (dots.length === 0) return html`<span class="none">none</span>`;
  return html`${dots.map(({ instance, state }) => {
    const { id, address } = instance;
    return html`<a class="instance ${state}" href="${instancePath(id)}" data-id="${id}">${id} <small>${address}${STATES[state]}</small></a> `;
  })}`;
}

const STATES: Readonly<Record<DotState, string>> = {
  up: "",
  leaving: ", leaving",
  frozen: ", frozen",
  gone: ", gone",
};
