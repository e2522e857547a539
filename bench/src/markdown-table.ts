/** Returns a table in markdown. The first `labels` columns are text, the others figures. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { labels }: { labels: number },
): string {
  const rule = head.map((_, column) => (column < labels ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
