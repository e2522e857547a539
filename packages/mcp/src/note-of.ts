import { commentOf } from "@hipstershop/reflection";
import { printable } from "@hipstershop/registry";

/** The longest note, in characters. That of a stranger's service may have any length. */
const MAX_NOTE = 4_000;

/**
 * Returns the comment of a declaration as a model reads it: a line for each paragraph or entry of a
 * list. It is what a service says of itself, so control characters in it are escaped.
 */
export function noteOf(desc: Parameters<typeof commentOf>[0]): string {
  const flowing = commentOf(desc).replace(/(?<!\n)\n(?![\n*-])/g, " ");
  return flowing.split("\n").map(printable).join("\n").slice(0, MAX_NOTE);
}
