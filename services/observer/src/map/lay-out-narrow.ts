import { BOXES, boxHeight, type Diagram, type Layout, type PlacedBox } from "./layout.ts";

const WIDTH = 372;
const BOX_WIDTH = BOXES.narrow.width;
const GAP = 16;
const LAYER_GAP = 30;
/** The distance between the lanes of two callers in the middle, and between two ends at a box. */
const LANE_STEP = 6;
const PORT_STEP = 12;
const CORNER = 7;

/**
 * Returns a layout for a narrow screen: the layers are rows, from the top to the bottom, two boxes
 * side by side. All edges go down the middle, each caller's in a lane of its own, and turn to the boxes
 * from there.
 */
export function layOutNarrow({ layers, links, dots }: Diagram): Layout {
  const boxes: PlacedBox[] = [];
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const isLinked = (layer: readonly string[]) => layer.some((name) => linked.has(name));
  const sides = { left: 1, middle: (WIDTH - BOX_WIDTH) / 2, right: WIDTH - 1 - BOX_WIDTH };
  let y = 1;
  let aloneY: number | undefined;
  let isStem = true;

  for (const layer of layers) {
    if (!isLinked(layer) && boxes.length > 0) {
      aloneY = y + 6;
      y += 22;
    }
    // As long as there is one box in a layer, it stands in the middle, above the lanes.
    isStem &&= layer.length === 1 && isLinked(layer);
    for (let index = 0; index < layer.length; index += 2) {
      const row = layer.slice(index, index + 2);
      const height = Math.max(...row.map((name) => boxHeight("narrow", dots(name))));
      for (const [side, name] of row.entries()) {
        const x = isStem ? sides.middle : side === 0 ? sides.left : sides.right;
        boxes.push({ name, x, y, width: BOX_WIDTH, height });
      }
      y += height + GAP;
    }
    y += LAYER_GAP - GAP;
  }

  const placed = new Map(boxes.map((box) => [box.name, box]));
  const callers = [...new Set(links.map(({ from }) => from))].filter((name) => placed.has(name));
  callers.sort((a, b) => (placed.get(a)?.y ?? 0) - (placed.get(b)?.y ?? 0));
  const edges = links.flatMap(({ from, to }) => {
    const [a, b] = [placed.get(from), placed.get(to)];
    if (!a || !b || a === b) return [];
    const lane = WIDTH / 2 + (callers.indexOf(from) - (callers.length - 1) / 2) * LANE_STEP;
    const ends = links.filter((each) => each.to === to).map((each) => each.from);
    ends.sort((one, other) => callers.indexOf(one) - callers.indexOf(other));
    const port = (ends.indexOf(from) - (ends.length - 1) / 2) * PORT_STEP;
    return [{ from, to, ...route(a, b, lane, port, sides.middle) }];
  });
  const height = Math.max(0, y - LAYER_GAP) + 2;
  return { width: WIDTH, height, boxes, edges, ...(aloneY !== undefined && { aloneY }) };
}

/** Goes from a box to the lane, down or up the lane, and to the other box. */
function route(a: PlacedBox, b: PlacedBox, lane: number, port: number, middle: number) {
  const isBelow = b.y > a.y;
  const [startY, endY] = [a.y + a.height / 2, b.y + b.height / 2 + port];
  const fromMiddle = a.x === middle;
  const isLeft = b.x < middle;
  // From a box in the middle it leaves at the foot, else at the side of the lanes.
  let path = `M${lane} ${a.y + a.height}`;
  if (!fromMiddle) {
    const side = a.x < middle ? a.x + a.width : a.x;
    const turn = a.x < middle ? lane - CORNER : lane + CORNER;
    path = `M${side} ${startY}H${turn}Q${lane} ${startY} ${lane} ${startY + (isBelow ? CORNER : -CORNER)}`;
  }
  if (b.x === middle) {
    const end = b.y - 6;
    return { path: `${path}V${end}`, tip: { x: lane, y: end, towards: "down" as const } };
  }
  const endX = isLeft ? b.x + b.width + 6 : b.x - 6;
  const turnY = endY + (isBelow ? -CORNER : CORNER);
  const turnX = isLeft ? lane - CORNER : lane + CORNER;
  return {
    path: `${path}V${turnY}Q${lane} ${endY} ${turnX} ${endY}H${endX}`,
    tip: { x: endX, y: endY, towards: isLeft ? ("left" as const) : ("right" as const) },
  };
}
