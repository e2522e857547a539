import type { Attributes } from "../store/read-value.ts";

/** The longest value, in characters: a stack trace would hide what matters from a model. */
const MAX_VALUE = 500;

/** Returns attributes as texts, by name. Long ones are cut. */
export function textsOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries([...attributes].map(([name, value]) => [name, cut(String(value))]));
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE).toWellFormed()}...` : text;
}
