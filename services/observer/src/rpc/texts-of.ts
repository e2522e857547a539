import type { Attributes } from "../store/read-value.ts";

/** Returns attributes as texts, by name. */
export function textsOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries([...attributes].map(([name, value]) => [name, String(value)]));
}
