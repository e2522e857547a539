import { parseArgs } from "node:util";
import { mutations } from "../mutations/mutations.ts";
import { REPLICATED, SINGLE } from "../schedule/processes.ts";
import { parseSeedRange, type SeedRange } from "./seed-range.ts";

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  readonly seeds?: SeedRange;
  /** The services whose processes may die. */
  readonly victims?: readonly string[];
  /** The seed whose story to tell. */
  readonly replay?: number;
  readonly mutation?: string;
  /** Whether flags break calls too, as on a running shop. */
  readonly flags: boolean;
  /** Whether to try the mutations, all or the one that is named. */
  readonly mutations: boolean;
}

export const USAGE = `usage: npm run simulate -- [--seeds 1..500] [--kill SERVICE,SERVICE] [--mutation NAME] [--flags]
       npm run simulate -- --replay SEED [--kill SERVICE,SERVICE] [--mutation NAME] [--flags]
       npm run simulate -- --mutations [--mutation NAME] [--seeds 1..20000]`;

/** Parses the command line. Throws an Error that says what is wrong with it. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      seeds: { type: "string" },
      kill: { type: "string" },
      replay: { type: "string" },
      mutation: { type: "string" },
      flags: { type: "boolean", default: false },
      mutations: { type: "boolean", default: false },
    },
  });
  const { seeds, kill, replay, mutation } = values;
  const victims = kill?.split(",");
  for (const name of victims ?? []) oneOf("service", name, [...REPLICATED, ...SINGLE]);
  if (mutation !== undefined) oneOf("mutation", mutation, Object.keys(mutations));
  return {
    help: values.help,
    mutations: values.mutations,
    flags: values.flags,
    ...(seeds !== undefined && { seeds: parseSeedRange(seeds) }),
    ...(victims && { victims }),
    ...(replay !== undefined && { replay: parseSeedRange(replay).first }),
    ...(mutation !== undefined && { mutation }),
  };
}

function oneOf(what: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  throw new RangeError(`"${name}" is no ${what} of the simulation: expected ${names.join(", ")}`);
}
