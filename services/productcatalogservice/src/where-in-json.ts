import { type AnyNode, parse, type ValueNode } from "@humanwhocodes/momoa";

/**
 * Returns where the value at a path of names and indexes stands in a JSON text, "line 12: ". In a
 * text that is no JSON it is the line of the first fault. Returns "" when the line is not known.
 */
export function whereInJson(text: string, ...path: readonly (string | number)[]): string {
  try {
    const place = path.reduce(step, parse(text, { mode: "json" }).body);
    return path.length > 0 ? at(place.loc.start.line) : "";
  } catch (error) {
    const { line } = error as { line?: number };
    return line === undefined ? "" : at(line);
  }
}

function at(line: number): string {
  return `line ${line}: `;
}

function step(node: ValueNode, key: string | number): ValueNode {
  if (node.type === "Array") return present(node.elements[Number(key)]?.value);
  if (node.type !== "Object") return present(undefined);
  // As in JSON.parse, the last of several counts.
  return present(node.members.findLast(({ name }) => nameOf(name) === key)?.value);
}

function nameOf(name: AnyNode): string {
  return name.type === "String" ? name.value : "";
}

function present(node: ValueNode | undefined): ValueNode {
  if (!node) throw new RangeError("The path leads nowhere");
  return node;
}
