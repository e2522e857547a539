import type { About, Faults } from "./faults.ts";
import { type FlagName, offValue } from "./shipped-flags.ts";

/** What some flags say; a function decides by what it is about. */
export type FixedValues = Partial<Record<FlagName, Fixed | ((about: About) => Fixed)>>;

type Fixed = number | string;

/**
 * Returns faults that no file says: those of `values`, which may change while they are used. Chance is
 * drawn from `random`. What `during` began lasts.
 */
export function fixedFaults(values: FixedValues, random = Math.random): Faults {
  function value(flag: FlagName, about: About = {}): Fixed {
    const given = values[flag] ?? offValue(flag);
    return typeof given === "function" ? given(about) : typeof given === "boolean" ? 0 : given;
  }
  const never = new AbortController().signal;
  return {
    active: true,
    number: async (flag, about) => Number(value(flag, about)),
    text: async (flag, about) => String(value(flag, about)),
    isOn: async (flag, about) => Number(value(flag, about)) !== 0,
    strikes: async (flag, about) => random() < Number(value(flag, about)),
    during(flag, begin) {
      const number = Number(value(flag));
      if (number !== 0) void begin(number);
    },
    changed: () => never,
  };
}
