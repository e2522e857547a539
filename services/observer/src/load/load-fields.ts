import type { FlagName } from "@hipstershop/faults";

/** A field of the form that steers the load: a flag. */
export interface LoadField {
  readonly name: string;
  readonly flag: FlagName;
  readonly label: string;
  /** What is played while the field is empty. */
  readonly usual: string;
  readonly min?: number;
  /** The highest number. A field without one takes a text. */
  readonly max?: number;
}

/** Flags that steer load generators; docs/load.md says what each does. */
export const loadFields: readonly LoadField[] = [
  {
    name: "visitors",
    flag: "loadGeneratorVUs",
    label: "Visitors",
    usual: "10",
    min: 1,
    max: 10_000,
  },
  {
    name: "rate",
    flag: "loadGeneratorRate",
    label: "More each second",
    usual: "1",
    min: 1,
    max: 10_000,
  },
  {
    name: "flood",
    flag: "loadGeneratorFloodHomepage",
    label: "Home page in a row",
    usual: "0",
    min: 0,
    max: 10_000,
  },
  { name: "mix", flag: "loadGeneratorMix", label: "What they do", usual: "browse=10,checkout=1" },
];
