/** Where everything on the map is, in units of its picture. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  /** Where those begin that nobody calls; absent where there are none, or nothing else. */
  readonly aloneY?: number;
}

/** A service. */
export interface PlacedBox {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The calls from one service to another. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** The `d` of an SVG path, from the caller to the callee. */
  readonly path: string;
  /** Where the arrow ends, and which way it points. */
  readonly tip: { readonly x: number; readonly y: number; readonly towards: Direction };
  /** The end of its label, which stands on the edge; absent where there is no room for one. */
  readonly label?: { readonly x: number; readonly y: number };
}

export type Direction = "right" | "left" | "down";

export type LayoutKind = "wide" | "narrow";

/** How wide a box is, and how much of it is above its dots. */
export const BOXES: Readonly<
  Record<LayoutKind, { readonly width: number; readonly head: number }>
> = { wide: { width: 184, head: 31 }, narrow: { width: 168, head: 46 } };

/** What is to be laid out. */
export interface Diagram {
  /** Names of services in layers; see `layersOf`. */
  readonly layers: readonly (readonly string[])[];
  readonly links: readonly { readonly from: string; readonly to: string }[];
  /** How many instances a service has. */
  readonly dots: (service: string) => number;
}

/** The distance between two dots: a finger or a pointer hits one of them (WCAG 2.2, 2.5.8). */
const DOT_STEP = 24;
/** So many dots have their port beside them. */
const FEW = 2;
const FEW_STEP = 72;

/** Returns where a dot of several is in its box, from the box's corner; see `hasText`. */
export function placeDot(kind: LayoutKind, index: number, count: number) {
  const step = hasText(count) ? FEW_STEP : DOT_STEP;
  const perRow = dotsPerRow(kind);
  return {
    x: 20 + (index % perRow) * step,
    y: BOXES[kind].head + DOT_STEP / 2 + Math.floor(index / perRow) * DOT_STEP,
  };
}

/** Whether there are so few dots that each has a text. */
export function hasText(count: number): boolean {
  return count <= FEW;
}

/** Returns how high a box must be for its dots. */
export function boxHeight(kind: LayoutKind, count: number): number {
  const rows = Math.max(1, Math.ceil(count / dotsPerRow(kind)));
  return BOXES[kind].head + rows * DOT_STEP + 8;
}

/** The last place of a row is kept free, for what leads to the page of the service. */
function dotsPerRow(kind: LayoutKind): number {
  return Math.floor((BOXES[kind].width - 16) / DOT_STEP) - 1;
}
