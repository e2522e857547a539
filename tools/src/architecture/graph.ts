/** What each node leads to, by name. Every node has an entry. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Returns a graph without the arrows that a longer path stands for: where A leads to B and B to C,
 * an arrow from A to C says nothing new. The graph must have no circle.
 */
export function withoutShortcuts(graph: Graph): Graph {
  const reaches = (from: string, to: string): boolean =>
    next(graph, from).some((node) => node === to || reaches(node, to));
  return new Map(
    [...graph].map(([from, targets]) => [
      from,
      targets.filter((to) => !targets.some((other) => other !== to && reaches(other, to))),
    ]),
  );
}

/**
 * Returns the columns of a graph, left to right: every arrow leads to a column further right, and
 * the nodes of a column stand about where those stand that lead to them. With `endsLast` every
 * node that no arrow leaves is in the last column.
 */
export function columnsOf(graph: Graph, endsLast = false): readonly (readonly string[])[] {
  const columns: string[][] = [];
  const deepest = Math.max(...[...graph.keys()].map((node) => depthOf(graph, node)));
  for (const node of graph.keys()) {
    const depth = endsLast && next(graph, node).length === 0 ? deepest : depthOf(graph, node);
    columns[depth] ??= [];
    columns[depth].push(node);
  }
  const rows = new Map<string, number>();
  for (const column of columns) {
    const wanted = new Map(column.map((node) => [node, meanRow(graph, node, rows)]));
    column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || (a < b ? -1 : 1));
    for (const [row, node] of column.entries()) rows.set(node, row - column.length / 2);
  }
  return columns;
}

/** Returns the nodes that arrows lead to from here. */
export function next(graph: Graph, node: string): readonly string[] {
  return graph.get(node) ?? [];
}

/** How many arrows the longest path to a node has. */
function depthOf(graph: Graph, node: string): number {
  return Math.max(0, ...before(graph, node).map((caller) => depthOf(graph, caller) + 1));
}

function before(graph: Graph, node: string): string[] {
  return [...graph.keys()].filter((other) => next(graph, other).includes(node));
}

/** Where those that lead to a node stand in the mean; one that nobody leads to stands first. */
function meanRow(graph: Graph, node: string, rows: ReadonlyMap<string, number>): number {
  const callers = before(graph, node);
  return callers.reduce((sum, caller) => sum + (rows.get(caller) ?? 0), 0) / (callers.length || 1);
}
