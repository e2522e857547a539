import type { FlagName, FlagValue, Target } from "@hipstershop/faults";
import type { CauseName } from "./causes.ts";
import type { Look } from "./evidence/look.ts";

/** Something that is broken on purpose, for a player to find. It is data, which a draw makes exact. */
export interface Incident<D extends object = object> {
  /** "slow-pages". It does not say what is broken, nor does the title. */
  readonly name: string;
  readonly title: string;
  readonly difficulty: "easy" | "medium" | "hard";
  /** Which service, which size: a seed draws one of them. */
  readonly draws: readonly D[];
  /** What visitors do, as loadGeneratorMix has it. By default what they always do. */
  readonly visitors?: string;
  plan(draw: D): Plan;
}

/** An incident with a draw. */
export interface Plan {
  /** What the one on call is told. */
  readonly symptom: string;
  /** One or two. */
  readonly causes: readonly PlannedCause[];
  /** Each is stronger than the one before. */
  readonly hints: readonly [string, string, string];
  /** How it is found: where to look, and what is to be seen there. */
  readonly steps: readonly Step[];
}

/** What the player is to name, and what makes it so. */
export interface PlannedCause {
  readonly service: string;
  readonly cause: CauseName;
  readonly acts: readonly Act[];
}

/** Something that is done to the shop, and undone at the end. */
export type Act = SetFlag | AddCopy | RestartService;

/** Sets a flag. */
export interface SetFlag {
  readonly flag: FlagName;
  readonly value: FlagValue;
  readonly target?: Target;
}

/** Starts one more copy of a service, and waits until it is announced. */
export interface AddCopy {
  readonly add: string;
  readonly version?: string;
  /** Whether it is held as soon as it is announced. */
  readonly frozen?: boolean;
  /** What is broken in that copy alone. */
  readonly broken?: Omit<SetFlag, "target">;
}

/** Starts the process of a service again. */
export interface RestartService {
  readonly restart: string;
}

/** A step of an explanation. */
export interface Step {
  readonly text: string;
  readonly look: Look;
}

/** Defines an incident. */
export function defineIncident<D extends object>(incident: Incident<D>): Incident {
  // Its plan is only ever given one of its own draws.
  return incident as unknown as Incident;
}
