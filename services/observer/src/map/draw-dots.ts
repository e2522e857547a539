import { type Html, html } from "../page/html.ts";
import { instancePath } from "../registry/instance-path.ts";
import { describeDot } from "./describe-dot.ts";
import type { Dot } from "./instance-board.ts";
import { hasText, type LayoutKind, placeDot } from "./layout.ts";

/** Draws the instances of a service in its box, as links to what announced them. */
export function drawDots(kind: LayoutKind, dots: readonly Dot[]): Html {
  return html`${dots.map((dot, index) => {
    const { x, y } = placeDot(kind, index, dots.length);
    const { id, address } = dot.instance;
    const text =
      hasText(dots.length) && html`<text class="port" x="13" y="4">${shortOf(address)}</text>`;
    return html`<a class="spot ${dot.state}" href="${instancePath(id)}" data-id="${id}" transform="translate(${x} ${y})"><title>${describeDot(dot)}</title><circle class="target" r="12"/><circle class="halo" r="7"/><circle class="body" r="7"/>${text}</a>`;
  })}`;
}

/** What tells the addresses of a service apart: the port on one machine, else the end of the host. */
function shortOf(address: string): string {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (host === "in-process") return "in process";
  const isHere = host.startsWith("127.") || host === "[::1]";
  return isHere ? `:${port}` : `…${host.replace(/\]$/, "").slice(-6)}`;
}
