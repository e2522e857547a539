import { randomInt } from "node:crypto";
import { dirname, join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import type { FlagFile } from "@hipstershop/faults";
import type { App } from "../app.ts";
import type { ShopMap } from "../map/create-map.ts";
import type { DevRunners } from "../processes/dev-runners.ts";
import type { Conversation } from "../registry/conversation.ts";
import { createFeed } from "../store/feed.ts";
import { causes } from "./causes.ts";
import { drawIncident, drawPlan } from "./draw.ts";
import { findEvidence } from "./evidence/find-evidence.ts";
import type { Game, RunningGame } from "./game.ts";
import { type GameState, gameFile, type Undo } from "./game-file.ts";
import type { Incident } from "./incident.ts";
import { incidents } from "./incidents.ts";
import { isAlive } from "./is-alive.ts";
import { isSameGame } from "./is-same-game.ts";
import { metricsBefore } from "./metrics-before.ts";
import { createPutBack } from "./put-back.ts";
import { runningGame } from "./running-game.ts";
import { createStagehand } from "./stagehand.ts";

/** A dev runner is found so long after an observer has started, in milliseconds, or it has gone. */
const START_MS = 10_000;

/** Looked back for so long where no game runs, in milliseconds. */
const RECENT_MS = 60_000;

export interface GameOptions extends Pick<App, "store" | "context"> {
  readonly flags: FlagFile;
  readonly map: Pick<ShopMap, "dots">;
  readonly conversation: Pick<Conversation, "latest">;
  readonly findRunners: DevRunners;
  /** Returns the services that can be named. */
  readonly services: () => readonly string[];
}

/** Opens the game. What a crash left broken is put right at once. */
export function createGame(options: GameOptions): Game {
  const { store, context, flags, map, conversation, findRunners, services } = options;
  const { registry, log, client } = context;
  const changes = createFeed<void>();
  const file = gameFile(join(dirname(flags.path), "incident.json"), () =>
    changes.publish([undefined]),
  );
  const stagehand = createStagehand({ flags, registry, client, findRunners });
  let starting = false;
  let playing: Promise<void> = Promise.resolve();
  let stopping = new AbortController();
  const putBack = createPutBack({
    file,
    stagehand,
    registry,
    dots: () => services().flatMap((name) => map.dots(name)),
  });

  const running = () => runningGame(file.read());

  /** Changes the game that is open, and returns it as it is then. Throws a ConnectError when none is. */
  function change(next: (game: RunningGame) => Partial<GameState>): RunningGame {
    const state = file.change((now) => {
      const game = runningGame(now);
      if (game?.phase === "open") return { ...game.state, ...next(game) };
      throw new ConnectError(
        game ? "its answer is known already" : "no incident runs: start one",
        Code.FailedPrecondition,
      );
    });
    return runningGame(state) as RunningGame;
  }

  async function play(incident: Incident, seed: number): Promise<void> {
    const { signal } = stopping;
    const plan = drawPlan(incident, seed);
    const before = await metricsBefore(plan, options);
    const begun = file.change((now) => {
      if (now) throw runsAlready();
      return {
        incident: incident.name,
        seed,
        startedMs: Date.now(),
        pid: process.pid,
        hints: 0,
        answers: [],
        givenUp: false,
        before,
        undo: { flags: [], copies: [] },
      };
    });

    /** Keeps what undoes an act. Throws a ConnectError when the game was stopped, by whomever. */
    function note({ flags = [], copies = [] }: Partial<Undo>): void {
      const state = file.change((now) => {
        if (!now || !isSameGame(now, begun)) return now;
        const { undo } = now;
        const more = { flags: [...undo.flags, ...flags], copies: [...undo.copies, ...copies] };
        return { ...now, undo: more };
      });
      if (!isSameGame(state, begun) || signal.aborted) {
        throw new ConnectError("it was stopped before all was broken", Code.Aborted);
      }
    }

    try {
      stagehand.conceal();
      await stagehand.sendVisitors(incident.visitors, note);
      for (const act of plan.causes.flatMap(({ acts }) => acts)) {
        await stagehand.act(act, { note, signal });
      }
      // What came last may have come too late.
      note({});
    } catch (error) {
      if (isSameGame(file.read(), begun)) await putBack();
      throw error;
    }
  }

  /** What is begun ends first: it would break more. */
  async function stop(): Promise<void> {
    stopping.abort();
    await playing.catch(() => {});
    await putBack();
  }

  async function mend(): Promise<void> {
    const left = file.read();
    if (!left || (left.pid !== process.pid && isAlive(left.pid))) return;
    log.warn(`The incident ${left.incident} was left when an observer ended: all is put back`);
    await putBack(START_MS);
  }

  /** What this observer has begun ends with it. */
  async function leave(): Promise<void> {
    if (file.read()?.pid === process.pid) await stop();
  }

  const tell = (err: unknown) => log.error({ err }, "cannot put the shop right");
  const mending = mend().catch(tell);
  context.draining.addEventListener("abort", () => {
    const left = leave().catch(tell);
    context.resources.defer(() => left);
  });

  return {
    changes,
    running,
    async start(name, given) {
      await mending;
      const seed = given || randomInt(1, 1_000_000);
      const incident = name ? known(name) : drawIncident(seed);
      if (starting || file.read()) throw runsAlready();
      starting = true;
      try {
        const refusal = await stagehand.refusal();
        if (refusal !== undefined) throw new ConnectError(refusal, Code.FailedPrecondition);
        stopping = new AbortController();
        playing = play(incident, seed);
        await playing;
        return running() as RunningGame;
      } finally {
        starting = false;
      }
    },
    takeHint: () =>
      change(({ state, plan }) => ({ hints: Math.min(state.hints + 1, plan.hints.length) })),
    answer(service, cause) {
      let right = false;
      const running = change(({ state, plan }) => {
        if (!Object.hasOwn(causes, cause)) {
          const names = Object.keys(causes).join(", ");
          throw new ConnectError(`the cause must be one of ${names}`, Code.InvalidArgument);
        }
        right = plan.causes.some((each) => each.service === service && each.cause === cause);
        return { answers: [...state.answers, { service, cause, right }] };
      });
      return { right, running };
    },
    giveUp: () => change(() => ({ givenUp: true })),
    stop,
    async explain(name, seed) {
      const game = running();
      const incident = name ? known(name) : game?.incident;
      if (!incident) throw new ConnectError("no incident runs", Code.FailedPrecondition);
      const plan = drawPlan(incident, seed || game?.state.seed || 1);
      const sinceMs = game?.state.startedMs ?? Date.now() - RECENT_MS;
      const before = game?.state.before ?? {};
      const scene = { store, map, conversation, client, services, sinceMs, before };
      const steps = plan.steps.map(async (step) => ({
        ...step,
        evidence: await findEvidence(step.look, scene),
      }));
      return { plan, steps: await Promise.all(steps) };
    },
  };
}

function known(name: string): Incident {
  const incident = incidents.find((each) => each.name === name);
  if (!incident) throw new ConnectError(`there is no incident "${name}"`, Code.NotFound);
  return incident;
}

function runsAlready(): ConnectError {
  return new ConnectError("an incident runs already: stop it first", Code.FailedPrecondition);
}
