import type { FlagFile } from "@hipstershop/faults";
import type { FoundLoad } from "./find-loads.ts";
import { loadFields } from "./load-fields.ts";

/**
 * Sets the flags that steer the load by the fields of a form; an empty field says nothing. Throws a RangeError
 * that names the field when one is no number, or too high, or no mix; then no flag has changed.
 */
export function steerLoad(
  form: URLSearchParams,
  flags: Pick<FlagFile, "set" | "clear">,
  loads: readonly FoundLoad[],
): void {
  const words = loads.flatMap(({ load }) => Object.keys(load.settings?.mix ?? {}));
  const wanted = loadFields.map(({ name, flag, label, min = 0, max }) => {
    const text = form.get(name)?.trim() ?? "";
    if (text === "") return { flag, value: undefined };
    if (max === undefined) return { flag, value: checkMix(text, words, label) };
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`“${label}” must be a whole number from ${min} to ${max}`);
    }
    return { flag, value };
  });
  for (const { flag, value } of wanted) {
    if (value === undefined) flags.clear(flag);
    else flags.set(flag, value);
  }
}

/** Which words there are is only known while a load generator runs. */
function checkMix(text: string, words: readonly string[], label: string): string {
  for (const part of text.split(",")) {
    const [, word] = /^\s*(\w+)\s*=\s*\d{1,6}\s*$/.exec(part) ?? [];
    if (word !== undefined && (words.length === 0 || words.includes(word))) continue;
    const known = words.length > 0 ? ` Visitors know: ${[...new Set(words)].join(", ")}` : "";
    throw new RangeError(
      `“${label}” must be words with weights, such as browse=3,checkout=1.${known}`,
    );
  }
  return text;
}
