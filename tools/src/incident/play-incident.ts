import type { Client } from "@connectrpc/connect";
import {
  type Incident,
  type IncidentService,
  IncidentState,
} from "@hipstershop/proto/hipstershop/observer/incidents";

type Game = Client<typeof IncidentService>;

/**
 * Does what the words of a command line ask of the game, and returns what to say, a line each.
 * `url` is where the observer's pages are. Throws a RangeError when the words say nothing.
 */
export async function playIncident(
  words: readonly string[],
  game: Game,
  url: string,
): Promise<readonly string[]> {
  const [act = "", ...rest] = words;
  switch (act) {
    case "":
    case "list":
      return [...(await choice(game)), "", ...(await standing(game, url))];
    case "start":
      return told((await game.startIncident(readStart(rest))).incident, url);
    case "hint":
      return told((await game.takeHint({})).incident, url);
    case "answer":
      return answer(game, rest, url);
    case "give":
    case "give-up":
      await game.giveUp({});
      return explained(game, url);
    case "stop":
      await game.stopIncident({});
      return ["Everything is put back."];
    default:
      throw new RangeError(`"${act}" is none of ${USAGE.join(", ")}`);
  }
}

const USAGE = [
  "start [name] [seed]",
  "hint",
  "answer <service> <cause>",
  "give up",
  "stop",
] as const;

/** npm keeps "--seed" for itself, and passes the number on. */
function readStart(words: readonly string[]): { name: string; seed: number } {
  const plain = words.map((word) => word.replace(/^--seed=?/, "")).filter((word) => word !== "");
  const number = plain.find((word) => /^\d{1,9}$/.test(word));
  const name = plain.find((word) => word !== number && word !== "random");
  return { name: name ?? "", seed: Number(number ?? 0) };
}

async function choice(game: Game): Promise<string[]> {
  const { incidents } = await game.listIncidents({});
  return incidents.map(
    ({ name, title, difficulty }) => `${name.padEnd(20)}${difficulty.padEnd(8)}${title}`,
  );
}

async function standing(game: Game, url: string): Promise<readonly string[]> {
  const { incident } = await game.getIncident({});
  if (incident) return told(incident, url);
  return [`No incident runs. npm run incident ${USAGE[0]}`];
}

async function answer(game: Game, words: readonly string[], url: string) {
  const { services, causes } = await game.listIncidents({});
  const [service = "", cause = ""] = words;
  if (!services.includes(service) || !causes.some(({ name }) => name === cause)) {
    return [
      "npm run incident answer <service> <cause>",
      `Services: ${services.join(", ")}`,
      "Causes:",
      ...causes.map(({ name, description }) => `  ${name.padEnd(16)}${description}`),
    ];
  }
  const { right, incident } = await game.giveAnswer({ service, cause });
  if (!right) return ["That is not it.", ...told(incident, url)];
  if (incident?.state !== IncidentState.SOLVED)
    return ["Right, and there is more.", ...told(incident, url)];
  return ["You found it.", "", ...(await explained(game, url))];
}

function told(incident: Incident | undefined, url: string): readonly string[] {
  if (!incident) return [];
  const { title, difficulty, seed, symptom, hints, hintsLeft, causes, causesFound } = incident;
  return [
    `${title} (${difficulty}, seed ${seed})`,
    "",
    symptom,
    ...hints.map((hint, index) => `Hint ${index + 1}: ${hint}`),
    "",
    `${causes === 1 ? "It has one cause." : `It has ${causes} causes, ${causesFound} found.`} Look at ${url}/map, ${url}/traces, ${url}/logs`,
    ...(incident.state === IncidentState.OPEN
      ? [
          `npm run incident ${hintsLeft > 0 ? "hint | " : ""}answer <service> <cause> | give up | stop`,
        ]
      : ["npm run incident stop puts everything back."]),
  ];
}

async function explained(game: Game, url: string): Promise<readonly string[]> {
  const { answers, steps } = await game.explainIncident({});
  const { causes } = await game.listIncidents({});
  const textOf = (cause: string) => causes.find(({ name }) => name === cause)?.description;
  return [
    ...answers.map(({ service, cause }) => `${service}: ${textOf(cause)}.`),
    ...steps.flatMap(({ text, seen, evidence, link }, index) => [
      "",
      `${index + 1}. ${text}`,
      seen ? `   ${evidence}` : "   It is not to be seen just now.",
      ...(seen ? [`   ${url}${link}`] : []),
    ]),
    "",
    "npm run incident stop puts everything back.",
  ];
}
