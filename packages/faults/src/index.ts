export type { About, Faults, Held } from "./faults.ts";
export { type FixedValues, fixedFaults } from "./fixed-faults.ts";
export type { ActiveRule, Flag } from "./flag.ts";
export type { FlagValue } from "./flag-document.ts";
export { type OpenFaults, type OpenFaultsOptions, openFaults } from "./open-faults.ts";
export { type FlagFile, openFlagFile } from "./open-flag-file.ts";
export { breakProcess } from "./process/break-process.ts";
export type { Rule, Target } from "./rules.ts";
export type { FlagName } from "./shipped-flags.ts";
