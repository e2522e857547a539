/**
 * Returns a line for each service that has no row in the table of a README, and for each row that
 * names other calls than the sources make. `calls` has the services that each service calls.
 */
export function checkReadme(
  file: string,
  readme: string,
  calls: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const rows = new Map(
    [...readme.matchAll(/^\| `(\w+)` *\|[^|]*\|([^|]*)\|$/gm)].map(([, name = "", cell = ""]) => [
      name,
      cell.trim(),
    ]),
  );
  return [...calls].flatMap(([name, callees]) => {
    const wanted = [...callees].map((callee) => callee.replace(/service$/, "")).sort();
    const found = rows.get(name);
    if (found === undefined) return [`${file} has no row for "${name}"`];
    if (found === wanted.join(", ")) return [];
    return [`${file} says that "${name}" calls "${found}", not "${wanted.join(", ")}"`];
  });
}
