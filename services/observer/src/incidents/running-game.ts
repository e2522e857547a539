import { drawPlan } from "./draw.ts";
import type { RunningGame } from "./game.ts";
import type { GameState } from "./game-file.ts";
import { incidents } from "./incidents.ts";

/** Returns the game as its file has it, with how far its player has come. Undefined while none runs. */
export function runningGame(state: GameState | undefined): RunningGame | undefined {
  const incident = incidents.find(({ name }) => name === state?.incident);
  if (!state || !incident) return undefined;
  const plan = drawPlan(incident, state.seed);
  const found = plan.causes.filter(({ service, cause }) =>
    state.answers.some((answer) => answer.service === service && answer.cause === cause),
  ).length;
  const phase = found === plan.causes.length ? "solved" : state.givenUp ? "given up" : "open";
  return { incident, plan, state, found, phase };
}
