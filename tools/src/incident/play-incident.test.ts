import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import {
  type IncidentSchema,
  IncidentService,
  IncidentState,
} from "@hipstershop/proto/hipstershop/observer/incidents";
import { playIncident } from "./play-incident.ts";

const URL = "http://127.0.0.1:4318";
const CAUSES = ["slow", "failing"];
/** What is wrong in this game. */
const WRONG = [
  { service: "shippingservice", cause: "slow" },
  { service: "cartservice", cause: "failing" },
];

/** A game of one incident with two causes, and what was asked of it. */
function openGame() {
  const asked: string[] = [];
  let answers: { service: string; cause: string; right: boolean }[] = [];
  let running: { name: string; seed: number; hints: number; state: IncidentState } | undefined;

  function message(): { incident?: MessageInitShape<typeof IncidentSchema> } {
    if (!running) return {};
    const { hints, ...game } = running;
    const told = ["Look at the map.", "Look closer."].slice(0, hints);
    const causesFound = answers.filter(({ right }) => right).length;
    const about = { title: "A bad day", difficulty: "hard", symptom: "All is slow." };
    return {
      incident: { ...about, ...game, hints: told, hintsLeft: 2 - hints, causes: 2, causesFound },
    };
  }
  const game = createClient(
    IncidentService,
    createRouterTransport(({ service }) =>
      service(IncidentService, {
        listIncidents: () => ({
          incidents: [{ name: "bad-day", title: "A bad day", difficulty: "hard" }],
          causes: CAUSES.map((name) => ({ name, description: `It is ${name}` })),
          services: WRONG.map(({ service }) => service),
        }),
        getIncident: message,
        startIncident({ name, seed }) {
          asked.push(`start ${name} ${seed}`);
          if (running) throw new ConnectError("one runs already", Code.FailedPrecondition);
          running = { name, seed, hints: 0, state: IncidentState.OPEN };
          answers = [];
          return message();
        },
        takeHint() {
          if (running) running.hints++;
          return message();
        },
        giveAnswer({ service, cause }) {
          const right = WRONG.some((each) => each.service === service && each.cause === cause);
          answers.push({ service, cause, right });
          const isSolved = answers.filter((each) => each.right).length === WRONG.length;
          if (running && isSolved) running.state = IncidentState.SOLVED;
          return { right, ...message() };
        },
        giveUp() {
          if (running) running.state = IncidentState.GIVEN_UP;
          return message();
        },
        stopIncident() {
          running = undefined;
          return {};
        },
        explainIncident: () => ({
          answers: WRONG.map((each) => ({ ...each, right: true })),
          steps: [
            {
              text: "Look at slow traces.",
              seen: true,
              evidence: "It took 2 s",
              link: "/traces/1",
            },
            { text: "Look at the cart." },
          ],
        }),
      }),
    ),
  );
  const play = async (words: string) =>
    (
      await playIncident(
        words.split(" ").filter((word) => word !== ""),
        game,
        URL,
      )
    ).join("\n");
  return { play, asked };
}

test("playIncident lists what can be started, and says that none runs", async () => {
  const { play } = openGame();
  for (const words of ["", "list"]) {
    assert.match(await play(words), /^bad-day +hard +A bad day\n\nNo incident runs/);
  }
});

test("playIncident starts the incident and the seed that the words name, in any order", async () => {
  for (const [words, asked] of [
    ["start", "start  0"],
    ["start random", "start  0"],
    ["start bad-day", "start bad-day 0"],
    ["start bad-day 7", "start bad-day 7"],
    ["start 7 bad-day", "start bad-day 7"],
    ["start bad-day --seed=7", "start bad-day 7"],
    ["start bad-day --seed 7", "start bad-day 7"],
  ] as const) {
    const game = openGame();
    assert.match(await game.play(words), /All is slow\.[\s\S]*It has 2 causes, 0 found\./);
    assert.deepEqual(game.asked, [asked]);
  }
});

test("playIncident starts no second one", async () => {
  const { play } = openGame();
  await play("start bad-day");
  await assert.rejects(play("start bad-day"), /one runs already/);
  assert.match(await play(""), /All is slow\./);
});

test("playIncident tells the hints that were taken, and offers one while there is one", async () => {
  const { play } = openGame();
  await play("start bad-day");
  const first = await play("hint");
  assert.match(first, /Hint 1: Look at the map\.\n\n[\s\S]*hint \| answer/);
  const last = await play("hint");
  assert.match(last, /Hint 1: Look at the map\.\nHint 2: Look closer\./);
  assert.doesNotMatch(last, /hint \|/);
});

test("playIncident says whether an answer is right, and explains the incident when all are found", async () => {
  const { play } = openGame();
  await play("start bad-day");
  assert.match(await play("answer cartservice slow"), /^That is not it\.\nA bad day/);
  assert.match(
    await play("answer shippingservice slow"),
    /^Right, and there is more\.[\s\S]*1 found/,
  );
  const found = await play("answer cartservice failing");
  assert.match(
    found,
    /^You found it\.\n\nshippingservice: It is slow\.\ncartservice: It is failing\./,
  );
  assert.match(found, /1\. Look at slow traces\.\n {3}It took 2 s\n {3}http:\S+:4318\/traces\/1\n/);
  assert.match(found, /2\. Look at the cart\.\n {3}It is not to be seen just now\./);
});

test("playIncident says what can be answered where an answer names nothing", async () => {
  const { play } = openGame();
  await play("start bad-day");
  for (const words of [
    "answer",
    "answer cartservice",
    "answer moon slow",
    "answer cartservice moon",
  ]) {
    assert.match(await play(words), /Services: shippingservice, cartservice\nCauses:\n {2}slow/);
  }
});

test("playIncident explains to who gives up, and puts everything back at stop", async () => {
  const { play } = openGame();
  for (const words of ["give up", "give-up"]) {
    await play("start bad-day");
    assert.match(await play(words), /^shippingservice: It is slow\.[\s\S]*puts everything back\.$/);
    assert.match(await play(""), /npm run incident stop puts everything back\./);
    assert.equal(await play("stop"), "Everything is put back.");
  }
  assert.match(await play(""), /No incident runs/);
});

test("playIncident names what it understands", async () => {
  await assert.rejects(openGame().play("solve"), /^RangeError: "solve" is none of start .*stop$/);
});
