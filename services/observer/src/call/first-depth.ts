import type { DescMessage } from "@bufbuild/protobuf";
import { leafOf, MAX_DEPTH } from "./leaf-of.ts";

/** The most fields that a form has. */
const MAX_FIELDS = 2_000;

/**
 * Returns the depth at which the form of a message begins. It is 0, and more where the form would have
 * too many fields: messages may hold themselves, each in many fields.
 */
export function firstDepth(desc: DescMessage): number {
  let first = 0;
  while (first < MAX_DEPTH && countFields(desc, first, MAX_FIELDS) > MAX_FIELDS) first += 1;
  return first;
}

/** Counts the fields of a form, up to a little more than `most`. */
function countFields(desc: DescMessage, depth: number, most: number): number {
  let count = desc.fields.length;
  for (const field of desc.fields) {
    if (count > most) break;
    if (leafOf(field, depth) || !field.message) continue;
    count += countFields(field.message, depth + 1, most - count);
  }
  return count;
}
