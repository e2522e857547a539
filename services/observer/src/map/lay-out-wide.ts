import { BOXES, boxHeight, type Diagram, type Layout, type PlacedBox } from "./layout.ts";
import { type Node, orderLayers } from "./order-layers.ts";

const WIDTH = 1240;
const BOX_WIDTH = BOXES.wide.width;
const GAP = 26;
/** The distance between the ends of two edges at a box: room for labels above and below each. */
const PORT_STEP = 32;
/** An edge ends in a straight piece of this length, which its label stands on. */
const LABEL_WIDTH = 88;
const CHANNEL_HEIGHT = 10;
const ALONE_PER_ROW = 6;
/** Between the others and those that nobody calls: room for a caption. */
const CAPTION = 60;

/**
 * Returns a layout for a wide screen: the layers are columns, from the left to the right. All edges of
 * a service that pass a layer pass it together, in a gap between its boxes.
 */
export function layOutWide(diagram: Diagram): Layout {
  const { links, dots } = diagram;
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const alone = diagram.layers.flat().filter((name) => !linked.has(name));
  const layers = orderLayers(
    diagram.layers.map((layer) => layer.filter((name) => linked.has(name))).filter(isFilled),
    links,
  );
  const incoming = (name: string) => links.filter(({ to }) => to === name).length;
  const heightOf = ({ name, isChannel }: Node) =>
    isChannel
      ? CHANNEL_HEIGHT
      : Math.max(boxHeight("wide", dots(name)), incoming(name) * PORT_STEP + 14);
  const columnHeight = (layer: readonly Node[]) =>
    layer.reduce((sum, node) => sum + heightOf(node) + GAP, -GAP);
  const graphHeight = Math.max(0, ...layers.map(columnHeight));
  const step = layers.length > 1 ? (WIDTH - 2 - BOX_WIDTH) / (layers.length - 1) : 0;

  const boxes: PlacedBox[] = [];
  const channels: PlacedBox[] = [];
  for (const [column, layer] of layers.entries()) {
    let y = 1 + (graphHeight - columnHeight(layer)) / 2;
    for (const node of layer) {
      const height = heightOf(node);
      const place = { name: node.name, x: 1 + column * step, y, width: BOX_WIDTH, height };
      (node.isChannel ? channels : boxes).push(place);
      y += height + GAP;
    }
  }
  const placed = new Map(boxes.map((box) => [box.name, box]));

  const edges = links.flatMap(({ from, to }) => {
    const [a, b] = [placed.get(from), placed.get(to)];
    if (!a || !b || a === b) return [];
    const start = { x: a.x + a.width, y: a.y + a.height / 2 };
    const callers = links
      .filter((each) => each.to === to)
      .sort((one, other) => middleOf(placed, one.from) - middleOf(placed, other.from));
    const port = callers.findIndex((each) => each.from === from) - (callers.length - 1) / 2;
    const end = { x: b.x - 7, y: b.y + b.height / 2 + port * PORT_STEP };
    const passed = channels.filter(({ name, x }) => name === from && x > a.x && x < b.x);
    const path = [`M${at(start)}`];
    let last = start;
    for (const { x, y, width, height } of passed.sort((one, other) => one.x - other.x)) {
      const entry = { x, y: y + height / 2 };
      path.push(curve(last, entry), `H${round(x + width)}`);
      last = { x: x + width, y: entry.y };
    }
    const straight = { x: end.x - LABEL_WIDTH, y: end.y };
    path.push(curve(last, straight), `H${round(end.x)}`);
    const tip = { ...end, towards: "right" as const };
    return [{ from, to, path: path.join(""), tip, label: { x: end.x - 9, y: end.y } }];
  });

  const size = { width: WIDTH, height: graphHeight + 2 };
  if (alone.length === 0) return { ...size, boxes, edges };
  const heightOfAlone = Math.max(...alone.map((name) => boxHeight("wide", dots(name))));
  const place = (index: number, x: number, y: number): PlacedBox => {
    const name = alone[index] ?? "";
    return { name, x, y, width: BOX_WIDTH, height: boxHeight("wide", dots(name)) };
  };
  // Below the first column, if there is room.
  const stackHeight = alone.length * (heightOfAlone + GAP) - GAP;
  const used = Math.max(0, ...boxes.filter(({ x }) => x === 1).map((box) => box.y + box.height));
  const stackY = graphHeight - stackHeight;
  if (stackY > used + CAPTION) {
    boxes.push(...alone.map((_, index) => place(index, 1, stackY + index * (heightOfAlone + GAP))));
    return { ...size, boxes, edges, aloneY: stackY - 14 };
  }
  const top = boxes.length > 0 ? graphHeight + CAPTION : 1;
  const across = (WIDTH - 2 - BOX_WIDTH) / (ALONE_PER_ROW - 1);
  boxes.push(
    ...alone.map((_, index) => {
      const row = Math.floor(index / ALONE_PER_ROW);
      return place(index, 1 + (index % ALONE_PER_ROW) * across, top + row * (heightOfAlone + GAP));
    }),
  );
  const rows = Math.ceil(alone.length / ALONE_PER_ROW);
  const height = top + rows * (heightOfAlone + GAP) - GAP + 2;
  return { width: WIDTH, height, boxes, edges, ...(edges.length > 0 && { aloneY: top - 16 }) };
}

function isFilled(list: readonly unknown[]): boolean {
  return list.length > 0;
}

function middleOf(placed: ReadonlyMap<string, PlacedBox>, name: string): number {
  const box = placed.get(name);
  return box === undefined ? 0 : box.y + box.height / 2;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve that leaves and arrives level. */
function curve(from: Point, to: Point): string {
  const middle = (from.x + to.x) / 2;
  return `C${at({ x: middle, y: from.y })} ${at({ x: middle, y: to.y })} ${at(to)}`;
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
