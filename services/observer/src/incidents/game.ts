import type { Feed } from "../store/feed.ts";
import type { Evidence } from "./evidence/evidence.ts";
import type { GameState } from "./game-file.ts";
import type { Incident, Plan, Step } from "./incident.ts";

/** A game that runs: what is broken, and how far its player has come. */
export interface RunningGame {
  readonly incident: Incident;
  readonly plan: Plan;
  readonly state: GameState;
  /** How many of its causes were named. */
  readonly found: number;
  readonly phase: "open" | "solved" | "given up";
}

/** A step of an explanation, with what is to be seen now. */
export interface SeenStep extends Step {
  readonly evidence: Evidence | undefined;
}

/** The game of this shop: one incident at a time. What cannot be done is a ConnectError. */
export interface Game {
  running(): RunningGame | undefined;
  /** Breaks the shop. Without a name, the seed draws one; without a seed, it is any. */
  start(name?: string, seed?: number): Promise<RunningGame>;
  takeHint(): RunningGame;
  /** Names a service and what is wrong with it. */
  answer(
    service: string,
    cause: string,
  ): { readonly right: boolean; readonly running: RunningGame };
  giveUp(): RunningGame;
  /** Puts the shop right. */
  stop(): Promise<void>;
  /** Looks where the explanation says. By default that of the game that runs. */
  explain(name?: string, seed?: number): Promise<{ plan: Plan; steps: readonly SeenStep[] }>;
  /** Tells of each change, whoever made it. */
  readonly changes: Pick<Feed<unknown>, "subscribe">;
}
