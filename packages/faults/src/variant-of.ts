import type { FlagDefinition, FlagValue } from "./flag-document.ts";
import { limitsOf } from "./limits-of.ts";
import { type FlagName, offValue, shippedFlags } from "./shipped-flags.ts";

/**
 * Returns the variant that a name or a value means, and the flag, which gets a variant where it has
 * none of that value. Throws a RangeError when the flag takes no such value.
 */
export function variantOf(
  name: FlagName,
  definition: FlagDefinition,
  given: FlagValue,
): { readonly variant: string; readonly definition: FlagDefinition } {
  if (typeof given === "string" && Object.hasOwn(definition.variants, given)) {
    return { variant: given, definition };
  }
  const value = readValue(name, definition, given);
  const same = Object.entries(definition.variants).find(([, each]) => each === value);
  if (same) return { variant: same[0], definition };
  const variant = String(value);
  const variants = { ...definition.variants, [variant]: value };
  return { variant, definition: { ...definition, variants } };
}

function readValue(name: FlagName, { variants }: FlagDefinition, given: FlagValue) {
  const off = offValue(name);
  const refuse = (what: string) => new RangeError(`${name} must be ${what}, not "${given}"`);
  if (typeof off === "string") {
    if (shippedFlags.flags[name].metadata?.unit !== "text")
      throw refuse(`one of ${Object.keys(variants).join(", ")}`);
    return String(given);
  }
  const number = typeof given === "string" ? asNumber(given) : Number(given);
  if (Number.isNaN(number)) {
    throw refuse(`a number, or one of ${Object.keys(variants).join(", ")}`);
  }
  if (typeof off === "boolean") {
    if (number !== 0 && number !== 1) throw refuse("true or false");
    return number === 1;
  }
  const [min, max] = limitsOf(name);
  if (number < min || number > max) throw refuse(`from ${min} to ${max}`);
  return number;
}

function asNumber(text: string): number {
  if (text === "true" || text === "on") return 1;
  if (text === "false" || text === "off") return 0;
  return text.trim() === "" ? Number.NaN : Number(text);
}
