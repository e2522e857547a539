import { callPath } from "../call/call-path.ts";
import { type Html, html } from "../page/html.ts";
import type { Hues } from "../page/hues.ts";
import { DEV_RUNNER } from "../processes/dev-runners.ts";
import { servicePath } from "../processes/service-path.ts";
import { drawDots } from "./draw-dots.ts";
import {
  type Direction,
  type Layout,
  type LayoutKind,
  type PlacedBox,
  type PlacedEdge,
  placeDot,
} from "./layout.ts";
import { liveTexts } from "./live-texts.ts";
import type { MapService, MapView } from "./map-view.ts";
import { edgeName, VISITORS } from "./traffic.ts";

/** Draws a map as SVG. Its script finds edges and boxes by their names, and texts by their keys. */
export function drawMap(kind: LayoutKind, layout: Layout, view: MapView, hues: Hues): Html {
  const { width, height, boxes, edges, aloneY } = layout;
  const services = new Map(view.services.map((service) => [service.name, service]));
  const texts = liveTexts(view);
  // The picture is for the eye; the tables beside it say the same, and its links are in them too.
  return html`<svg class="map ${kind}" viewBox="0 0 ${width} ${round(height)}" role="group" aria-label="Map of the shop">
<g class="edges">${edges.map((edge) => drawEdge(edge, hues.of(edge.from)))}</g>
<g class="sparks"></g>
<g class="labels">${edges.map((edge) => drawLabel(edge, texts))}</g>
${
  aloneY !== undefined &&
  html`<text class="caption" x="2" y="${round(aloneY)}">Nobody has called these yet</text>`
}
<g class="boxes">${boxes.map((box) => drawBox(kind, box, services.get(box.name), view, hues.of(box.name), texts))}</g>
</svg>`;
}

function drawEdge(edge: PlacedEdge, hue: string): Html {
  const { x, y, towards } = edge.tip;
  return html`<g class="edge ${hue}" data-edge="${edgeName(edge)}" data-hue="${hue}"><path class="glow" d="${edge.path}"/><path class="line" d="${edge.path}"/><path class="tip" d="${ARROWS[towards]}" transform="translate(${round(x)} ${round(y)})"/></g>`;
}

function drawLabel({ from, to, label }: PlacedEdge, texts: Texts): Html | false {
  if (label === undefined) return false;
  const line = (what: string, y: number) => {
    const key = `${what}:${edgeName({ from, to })}`;
    return html`<text class="figures ${what}" x="${round(label.x)}" y="${round(y)}" data-live="${key}">${texts[key]}</text>`;
  };
  return html`${line("edge", label.y - 5)}${line("ill", label.y + 12)}`;
}

type Texts = Readonly<Record<string, string>>;

/** Arrows whose head ends at the origin. */
const ARROWS: Readonly<Record<Direction, string>> = {
  right: "M-6 -5L1 0L-6 5",
  left: "M6 -5L-1 0L6 5",
  down: "M-5 -6L0 1L5 -6",
};

function drawBox(
  kind: LayoutKind,
  { name, x, y, width, height }: PlacedBox,
  service: MapService | undefined,
  { hasServicePages }: MapView,
  colour: string,
  texts: Texts,
): Html {
  const isOutside = service === undefined || !service.isAnnounced;
  const key = `box:${name}`;
  const dotY = placeDot(kind, 0, 1).y;
  return html`<g class="box ${colour} ${isOutside && "outside"}" data-box="${name}" transform="translate(${round(x)} ${round(y)})">
<rect width="${width}" height="${round(height)}" rx="12"/>
${isOutside ? drawName(name) : html`<a class="offers-link" href="${callPath(name)}"><title>What ${name} offers</title>${drawName(name)}</a>`}
${hasServicePages && !isOutside && name !== DEV_RUNNER && drawMore(name, width - 16, dotY)}
<g class="dots" data-dots="${kind}:${name}">${service && drawDots(kind, service.dots)}</g>
${isOutside && html`<text class="note" x="12" y="${dotY + 4}">${name === VISITORS ? "from outside" : "not in the registry"}</text>`}
${kind === "narrow" && html`<text class="figures" x="12" y="41" data-live="${key}">${texts[key]}</text>`}
</g>`;
}

function drawName(name: string): Html {
  return html`<text class="name" x="12" y="23">${shortened(name)}</text>`;
}

/** Draws what leads from a box to the page of its service. */
function drawMore(name: string, x: number, y: number): Html {
  return html`<a class="more" href="${servicePath(name)}" data-dialog transform="translate(${x} ${y})"><title>${name}: another copy</title><circle class="target" r="12"/><path d="M-4 0H4M0 -4V4"/></a>`;
}

/** The longest name of the shop's own has 21 letters, and a box has room for no more. */
const MAX_LETTERS = 22;

function shortened(name: string): string {
  return name.length > MAX_LETTERS ? `${name.slice(0, MAX_LETTERS - 1)}…` : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
