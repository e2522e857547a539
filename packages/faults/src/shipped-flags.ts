import type { FlagDefinition, FlagDocument, FlagValue } from "./flag-document.ts";
import shipped from "./flags.json" with { type: "json" };

/** The name of a flag that the shop knows. */
export type FlagName = keyof (typeof shipped)["flags"];

/** The flags that the shop knows, each one off: names and values are opentelemetry-demo's where it has them. */
export const shippedFlags = shipped as unknown as FlagDocument & {
  readonly flags: Readonly<Record<FlagName, FlagDefinition>>;
};

/** The names of all flags, in the order of the file. */
export const flagNames = Object.keys(shippedFlags.flags) as FlagName[];

/** Returns the value of a flag while nothing is set. */
export function offValue(name: FlagName): FlagValue {
  const { variants, defaultVariant } = shippedFlags.flags[name];
  return variants[defaultVariant] as FlagValue;
}
