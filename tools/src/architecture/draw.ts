import { columnsOf, type Graph, next } from "./graph.ts";

/** One part of the picture. */
export interface Panel {
  readonly title: string;
  /** What an arrow means. */
  readonly arrow: string;
  readonly graph: Graph;
  /** Whether every node that no arrow leaves is in the last column. Default false. */
  readonly endsLast?: boolean;
}

// In units of the picture. A telephone shows 600 of them in 360 pixels.
const WIDTH = 600;
const BOX_HEIGHT = 34;
const ROW_HEIGHT = 46;
const HEAD_HEIGHT = 54;
const PANEL_GAP = 26;
/** The part of a column's width that its boxes take. */
const FILLED = 0.82;

const STYLE = `
svg{font:13px system-ui,sans-serif;--ink:#26222e;--dim:#6a6473;--box:#fff;--a:#8a5a12;--b:#0f6e63;--c:#7a3fa8;--d:#1f5fae;--e:#a83a52}
@media(prefers-color-scheme:dark){svg{--ink:#f1edf6;--dim:#a9a2b5;--box:#262230;--a:#e0aa5a;--b:#56c5b6;--c:#c896ee;--d:#7db2f2;--e:#f08ca1}}
text{fill:var(--ink)}.t{font-size:18px;font-weight:650}.d{fill:var(--dim)}.n{text-anchor:middle;dominant-baseline:central}
rect{fill:var(--box);stroke-width:1.5}path{fill:none;stroke-width:1.5;opacity:.85}`;

/** Draws panels below one another as one SVG, for light and dark pages alike. */
export function drawPanels(panels: readonly Panel[], description: string): string {
  let top = 0;
  const parts = panels.map((panel) => {
    const { height, svg } = drawPanel(panel, top);
    top += height + PANEL_GAP;
    return svg;
  });
  const height = top - PANEL_GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${description}</title>
<style>${STYLE}
</style>
${parts.join("\n")}
</svg>
`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawPanel({ title, arrow, graph, endsLast }: Panel, top: number) {
  const columns = columnsOf(graph, endsLast);
  const rows = Math.max(...columns.map((column) => column.length));
  const height = rows * ROW_HEIGHT;
  const columnWidth = WIDTH / (columns.length - 1 + FILLED);
  const boxWidth = columnWidth * FILLED;
  const corners = new Map<string, Point>();
  for (const [i, column] of columns.entries()) {
    for (const [row, node] of column.entries()) {
      const middle = (height * (row + 0.5)) / column.length;
      const y = top + HEAD_HEIGHT + middle - BOX_HEIGHT / 2;
      corners.set(node, { x: i * columnWidth, y });
    }
  }

  // Each node that arrows leave has a colour of its own, so that they can be told apart.
  const leaving = columns.flat().filter((node) => next(graph, node).length > 0);
  const colour = (node: string) => {
    const index = leaving.indexOf(node);
    return index < 0 ? "var(--dim)" : `var(--${"abcde"[index % 5]})`;
  };
  const arrows = leaving.flatMap((from) =>
    next(graph, from).map((to) => {
      const [start, end] = [corners.get(from), corners.get(to)];
      if (!start || !end) throw new RangeError(`${from} leads to ${to}, which is not in the graph`);
      return `<path d="${curve(start, end, boxWidth)}" stroke="${colour(from)}"/>`;
    }),
  );
  const boxes = [...corners].map(
    ([node, { x, y }]) =>
      `<rect x="${round(x + 1)}" y="${round(y)}" width="${round(boxWidth - 2)}" height="${BOX_HEIGHT}" rx="8" stroke="${colour(node)}"/>` +
      `<text class="n" x="${round(x + boxWidth / 2)}" y="${round(y + BOX_HEIGHT / 2)}">${node}</text>`,
  );
  const svg = [
    `<text class="t" x="1" y="${top + 20}">${title}</text>`,
    `<text class="d" x="1" y="${top + 41}">${arrow}</text>`,
    ...arrows,
    ...boxes,
  ].join("\n");
  return { height: HEAD_HEIGHT + height, svg };
}

/** From the middle of a box's right side to that of another's left side, with a point. */
function curve(from: Point, to: Point, boxWidth: number): string {
  const [x1, y1] = [from.x + boxWidth, from.y + BOX_HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + BOX_HEIGHT / 2];
  const bend = (x2 - x1) / 2;
  const [a, b, c, d] = [x1 + bend, x2 - bend, x2, y2].map(round);
  return `M${round(x1)} ${round(y1)}C${a} ${round(y1)} ${b} ${d} ${c} ${d}m-5 -4l5 4l-5 4`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
