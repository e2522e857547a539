import type { Link } from "./layers-of.ts";

/** A place in a layer: of a service, or of the edges of a service that pass the layer. */
export interface Node {
  readonly name: string;
  readonly isChannel: boolean;
}

/** So many times the layers are put in order by their neighbours: it changes nothing after few. */
const SWEEPS = 6;

/**
 * Returns the layers with a channel in each for the edges of a service that pass it, and in an
 * order in which few edges cross: each is about at the middle of those that it is joined with
 * (the method of Sugiyama, Tagawa and Toda).
 */
export function orderLayers(
  layers: readonly (readonly string[])[],
  links: readonly Link[],
): Node[][] {
  const depthOf = new Map(layers.flatMap((layer, depth) => layer.map((name) => [name, depth])));
  const passes = (name: string, depth: number) =>
    (depthOf.get(name) ?? depth) < depth &&
    links.some(({ from, to }) => from === name && (depthOf.get(to) ?? 0) > depth);
  let ordered: Node[][] = layers.map((layer, depth) => [
    ...layer.map((name) => ({ name, isChannel: false })),
    ...layers
      .flat()
      .filter((name) => passes(name, depth))
      .map((name) => ({ name, isChannel: true })),
  ]);

  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const places = new Map<string, number>();
    for (const layer of ordered) {
      for (const [index, node] of layer.entries()) {
        // In the middle of the picture is the middle of each layer, however many are in it.
        if (!node.isChannel) places.set(node.name, index - (layer.length - 1) / 2);
      }
    }
    ordered = ordered.map((layer) => {
      const weights = new Map(layer.map((node) => [node, middle(node, links, places)]));
      return layer.toSorted((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
    });
  }
  return ordered;
}

/** Returns the mean place of the services that a node is joined with. */
function middle(
  { name, isChannel }: Node,
  links: readonly Link[],
  places: ReadonlyMap<string, number>,
): number {
  const joined = links.flatMap(({ from, to }) => {
    if (from === name) return [to];
    return to === name && !isChannel ? [from] : [];
  });
  const known = joined.flatMap((each) => places.get(each) ?? []);
  return known.reduce((sum, place) => sum + place, 0) / Math.max(1, known.length);
}
