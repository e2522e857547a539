import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  type IncidentSchema,
  type IncidentService,
  IncidentState,
} from "@hipstershop/proto/hipstershop/observer/incidents";
import { causes } from "./causes.ts";
import type { Game, RunningGame } from "./game.ts";
import { incidents } from "./incidents.ts";

/** Answers what programs ask of the game: the same as its page offers to people. */
export function incidentRpcs(
  game: Game,
  services: () => readonly string[],
): ServiceImpl<typeof IncidentService> {
  return {
    listIncidents: () => ({
      incidents: incidents.map(({ name, title, difficulty }) => ({ name, title, difficulty })),
      causes: Object.entries(causes).map(([name, description]) => ({ name, description })),
      services: [...services()],
    }),
    getIncident() {
      const running = game.running();
      return running ? { incident: incidentMessage(running) } : {};
    },
    startIncident: async ({ name, seed }) => ({
      incident: incidentMessage(await game.start(name, seed)),
    }),
    takeHint: () => ({ incident: incidentMessage(game.takeHint()) }),
    giveAnswer({ service, cause }) {
      const { right, running } = game.answer(service, cause);
      return { right, incident: incidentMessage(running) };
    },
    giveUp: () => ({ incident: incidentMessage(game.giveUp()) }),
    async stopIncident() {
      await game.stop();
      return {};
    },
    async explainIncident({ name, seed }) {
      const { plan, steps } = await game.explain(name, seed);
      return {
        answers: plan.causes.map(({ service, cause }) => ({ service, cause, right: true })),
        steps: steps.map(({ text, evidence }) => ({
          text,
          seen: evidence !== undefined,
          evidence: evidence?.text ?? "",
          link: evidence?.link ?? "",
        })),
      };
    },
  };
}

function incidentMessage(game: RunningGame): MessageInitShape<typeof IncidentSchema> {
  const { incident, plan, state, found, phase } = game;
  return {
    name: incident.name,
    title: incident.title,
    difficulty: incident.difficulty,
    seed: state.seed,
    symptom: plan.symptom,
    startedAt: timestampFromMs(state.startedMs),
    hints: plan.hints.slice(0, state.hints),
    hintsLeft: plan.hints.length - state.hints,
    answers: [...state.answers],
    causes: plan.causes.length,
    causesFound: found,
    state: STATES[phase],
  };
}

const STATES: Readonly<Record<RunningGame["phase"], IncidentState>> = {
  open: IncidentState.OPEN,
  solved: IncidentState.SOLVED,
  "given up": IncidentState.GIVEN_UP,
};
