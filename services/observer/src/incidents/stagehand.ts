import { setTimeout as delay } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Flag, FlagFile, FlagName, Target } from "@hipstershop/faults";
import { CopyState, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import type { Instance, Registry, ServiceContext } from "@hipstershop/service";
import { LOAD_GENERATOR } from "../load/find-loads.ts";
import { DEV_RUNNER, type DevRunner, type DevRunners } from "../processes/dev-runners.ts";
import type { Undo } from "./game-file.ts";
import type { Act, AddCopy, SetFlag } from "./incident.ts";

export interface StagehandOptions {
  readonly flags: FlagFile;
  readonly registry: Pick<Registry, "watch">;
  readonly client: ServiceContext["client"];
  readonly findRunners: DevRunners;
}

/** What breaks the shop, and puts it right. */
export interface Stagehand {
  /** Returns why nothing can be broken here now. Undefined where all is well. */
  refusal(): Promise<string | undefined>;
  /**
   * Does something to the shop, unless the signal aborts. `note` is told what undoes it, before it is done
   * where that can be; it throws to stop it.
   */
  act(act: Act, how: { readonly note: Note; readonly signal: AbortSignal }): Promise<void>;
  /** Hides from players what is broken, wherever it would be said. */
  conceal(): void;
  /** Sends visitors in, if there are none yet. `mix` is what they do. */
  sendVisitors(mix: string | undefined, note: Note): Promise<void>;
  /**
   * Puts right what can be, and waits so long for dev runners that are not found yet. It never rejects
   * for one that has gone: its processes have gone with it.
   */
  undo(undo: Undo, waitMs: number): Promise<void>;
}

/** Few: they are to show what is wrong, not to be what is wrong. */
const VISITORS = 10;
/** How long a process may take until it is announced, in milliseconds. */
const START_MS = 60_000;
/** Each process reads the flag file anew within half a second. */
const FLAGS_READ_MS = 750;

/** Creates what acts on the shop that `npm run dev` runs on this machine. */
export function createStagehand(options: StagehandOptions): Stagehand {
  const { flags: file, registry, client, findRunners } = options;
  /** When a flag was cleared last, by `performance.now()`. */
  const cleared = new Map<FlagName, number>();

  /** Waits until every process has read that a flag was off: what is on again at once never ended there. */
  async function off(flag: FlagName): Promise<void> {
    const untilMs = (cleared.get(flag) ?? 0) + FLAGS_READ_MS;
    await delay(Math.max(0, untilMs - performance.now()));
  }

  /** Keeps what a flag is set to for a target, if anything. A rule that a person wrote cannot be set again. */
  function keep(flag: FlagName, target: Target, note: Note): void {
    const value = file.valueFor(flag, target);
    const { variants } = file.list().find(({ name }) => name === flag) as Flag;
    const canBeSet = Object.values(variants).some((each) => each === value);
    note({ flags: [{ flag, target, ...(canBeSet && { before: value }) }] });
  }

  function setFlag({ flag, value, target = {} }: SetFlag, note: Note): void {
    keep(flag, target, note);
    file.set(flag, value, target);
  }

  /** Lets visitors in where somebody has turned them off: else there would be nothing to see. */
  function openDoors(note: Note): void {
    const flag = "loadGeneratorTraffic";
    for (const { target } of file.list().find(({ name }) => name === flag)?.on ?? []) {
      keep(flag, target, note);
      file.clear(flag, target);
    }
  }

  async function runnerFor(service: string): Promise<DevRunner> {
    const runner = (await findRunners()).find(({ services }) => services.includes(service));
    if (!runner) throw new ConnectError(noRunner(service), Code.FailedPrecondition);
    return runner;
  }

  async function addCopy(service: string, version: string, note: Note): Promise<AddedCopy> {
    const runner = await runnerFor(service);
    const { copy } = await runner.client.addCopy({ service, version });
    const pid = copy?.pid ?? 0;
    try {
      note({ copies: [{ runner: runner.id, pid }] });
    } catch (error) {
      // Nobody else may know of it any more.
      await runner.client.stopCopy({ pid }).catch(() => {});
      throw error;
    }
    return { runner, pid };
  }

  async function startCopy(
    { add, version = "", frozen, broken }: AddCopy,
    { note, signal }: Parameters<Stagehand["act"]>[1],
  ) {
    const { runner, pid } = await addCopy(add, version, note);
    const { id } = await announced(registry, add, { pid, signal });
    if (broken) setFlag({ ...broken, target: { instance: id } }, note);
    if (frozen) await runner.client.freezeCopy({ pid });
  }

  async function restart(service: string): Promise<void> {
    const { client, copies } = await runnerFor(service);
    const copy = copies.find((each) => each.service === service && each.pid > 0);
    if (!copy) throw new ConnectError(noRunner(service), Code.FailedPrecondition);
    await client.restartCopy({ pid: copy.pid });
  }

  return {
    async refusal() {
      const runners = await findRunners();
      if (!runners.some(({ services }) => services.includes(LOAD_GENERATOR)))
        return noRunner("the shop");
      const isBroken = file.list().some(({ group, on }) => group !== "load" && on.length > 0);
      if (!isBroken) return undefined;
      return "something is broken on purpose already: end that first, on the page Faults";
    },
    async act(act, how) {
      if ("flag" in act) {
        await off(act.flag);
        setFlag(act, how.note);
      } else if ("add" in act) await startCopy(act, how);
      else await restart(act.restart);
    },
    conceal: () => file.conceal(true),
    async sendVisitors(mix, note) {
      openDoors(note);
      if (mix !== undefined) setFlag({ flag: "loadGeneratorMix", value: mix }, note);
      const runners = await findRunners();
      const running = runners
        .flatMap(({ copies }) => copies)
        .some(({ service, state }) => service === LOAD_GENERATOR && state === CopyState.RUNNING);
      if (running) return;
      // All at once: a player should not have to wait for them.
      for (const flag of ["loadGeneratorVUs", "loadGeneratorRate"] as const) {
        setFlag({ flag, value: VISITORS }, note);
      }
      await addCopy(LOAD_GENERATOR, "", note);
    },
    async undo({ flags, copies }, waitMs) {
      // What was set last goes first: below it is what it was set upon.
      for (const { flag, target, before } of flags.toReversed()) {
        if (before === undefined) file.clear(flag, target);
        else file.set(flag, before, target);
        cleared.set(flag, performance.now());
      }
      file.conceal(false);
      await Promise.all(
        copies.map(async ({ runner, pid }) => {
          const name = { name: DEV_RUNNER, instance: runner };
          const own = client(DevRunnerService, { ...name, timeoutMs: waitMs + 1_000, waitMs });
          await own.stopCopy({ pid }).catch(() => {});
        }),
      );
    },
  };
}

type Note = (undo: Partial<Undo>) => void;

interface AddedCopy {
  readonly runner: DevRunner;
  readonly pid: number;
}

/** Waits until a process is announced. */
async function announced(
  registry: Pick<Registry, "watch">,
  service: string,
  { pid, signal: stopped }: { readonly pid: number; readonly signal: AbortSignal },
): Promise<Instance> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(START_MS)]);
  for await (const { instances } of registry.watch(service, { signal })) {
    const found = instances.find(({ metadata }) => metadata.pid === String(pid));
    if (found) return found;
  }
  throw new ConnectError(`the new copy of ${service} did not start`, Code.Unavailable);
}

function noRunner(what: string): string {
  return `no "npm run dev" is found on this machine that runs ${what}`;
}
