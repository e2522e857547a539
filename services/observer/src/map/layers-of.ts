/** Who calls whom. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/**
 * Returns names in layers: each stands in a later layer than all that call it. Those that neither call
 * nor are called come last, in a layer of their own. In a circle of calls, the call that closes it
 * is left out: the circle is entered where its first caller by name is.
 */
export function layersOf(names: readonly string[], links: readonly Link[]): string[][] {
  const callees = Map.groupBy(links, ({ from }) => from);
  const isLinked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const called = new Set(links.map(({ to }) => to));
  const sorted = names.filter((name) => isLinked.has(name)).sort();
  /** Each after all that it calls. */
  const ended: string[] = [];
  const begun = new Set<string>();

  function visit(name: string): void {
    if (begun.has(name)) return;
    begun.add(name);
    for (const { to } of callees.get(name) ?? []) visit(to);
    ended.push(name);
  }

  for (const name of sorted) if (!called.has(name)) visit(name);
  for (const name of sorted) visit(name);
  const order = new Map(ended.map((name, index) => [name, index]));
  const depths = new Map<string, number>();
  for (const from of ended.toReversed()) {
    const depth = depths.get(from) ?? 0;
    depths.set(from, depth);
    for (const { to } of callees.get(from) ?? []) {
      // A call to one that ended later, or to itself, closes a circle.
      if ((order.get(to) ?? 0) >= (order.get(from) ?? 0)) continue;
      depths.set(to, Math.max(depths.get(to) ?? 0, depth + 1));
    }
  }
  const layers: string[][] = [];
  for (const name of sorted) {
    const depth = depths.get(name) ?? 0;
    layers[depth] ??= [];
    layers[depth].push(name);
  }
  const alone = names.filter((name) => !isLinked.has(name)).sort();
  return [...layers, ...(alone.length > 0 ? [alone] : [])];
}
