import { setTimeout } from "node:timers/promises";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import type { SendOrderConfirmationRequest } from "@hipstershop/proto/hipstershop/email";
import { handleFailpoints } from "@hipstershop/service";
import { createCustomer } from "../customers/customer.ts";
import { createDiary, type Diary } from "../customers/diary.ts";
import { habits } from "../customers/habits.ts";
import { createAccidents } from "../faults/accidents.ts";
import { breakCalls } from "../faults/break-calls.ts";
import type { Fault, Scene } from "../faults/fault.ts";
import { faults } from "../faults/faults.ts";
import { standStill } from "../faults/stand-still.ts";
import { invariants } from "../invariants/invariants.ts";
import { CALM } from "../shop/network.ts";
import { restoreListeners } from "../shop/restore-listeners.ts";
import { createSimulatedShop } from "../shop/simulated-shop.ts";
import { SOUND } from "../shop/with-store-faults.ts";
import { currentProcess } from "../world/simulated-process.ts";
import { createStory } from "../world/story.ts";
import { beginWorld } from "../world/world.ts";
import { gather } from "./gather.ts";
import { openFolder } from "./open-folder.ts";
import { REPLICATED, SINGLE, VICTIMS } from "./processes.ts";
import { rest } from "./rest.ts";
import { watchCrashes } from "./watch-crashes.ts";

/** What came of a seed. */
export interface Outcome {
  readonly seed: number;
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[];
  /** Of the whole story: two runs of a seed have the same. */
  readonly hash: string;
  /** How much time has passed in the world, in milliseconds. */
  readonly ms: number;
}

export interface ScheduleOptions {
  /** Where the folder of the stores is made. */
  readonly folder?: string;
  readonly victims?: readonly string[];
  /** Whether flags break calls too. Default false. */
  readonly flags?: boolean;
  /** Takes each line of the story. */
  readonly write?: (line: string) => void;
  /** Told of each failpoint that is reached. */
  readonly reached?: (failpoint: string) => void;
}

/** Runs the schedule of a seed, from the start of the shop until it is at rest again. */
export async function runSchedule(seed: number, options: ScheduleOptions = {}): Promise<Outcome> {
  const { write, reached = () => {}, victims = VICTIMS, flags = false } = options;
  const world = beginWorld(seed);
  const { random } = world;
  const story = createStory(write);
  using folder = openFolder(options.folder);
  using _listeners = restoreListeners();
  using crashes = watchCrashes(story);
  const accidents = createAccidents();
  const mails: SendOrderConfirmationRequest[] = [];
  await using shop = createSimulatedShop({
    world,
    story,
    folder: folder.path,
    onPlace: accidents.at,
    breakable: flags,
    onDone({ method, request }) {
      if (method === "SendOrderConfirmation") mails.push(request as SendOrderConfirmationRequest);
    },
  });
  using _failpoints = handleFailpoints(async (name) => {
    const process = currentProcess();
    if (!process?.alive) return await new Promise(() => {});
    reached(name);
    story.tell(`failpoint ${name}`);
    await process.pass({ kind: "failpoint", name });
  });
  const day = random.pick(DAYS);
  const scene: Scene = { world, shop, story, accidents, victims };
  const diaries: Diary[] = [];

  async function visit(name: string): Promise<void> {
    const { process, clients } = shop.join("customer");
    const habit = random.pick(habits);
    const diary = createDiary(name, habit.name);
    diaries.push(diary);
    const customer = createCustomer({ clients, random, story, diary });
    await process.run(async () => {
      await setTimeout(random.between(0, BUSY_MS));
      story.tell(`is ${name}, who ${habit.name}`);
      await habit(customer);
    });
  }

  async function goWrong(fault: Fault): Promise<void> {
    await setTimeout(random.between(0, BUSY_MS));
    await fault(scene);
  }

  function faultsOf(): Fault[] {
    if (day === "calm") return [];
    if (day === "interrupted") return [standStill];
    const known = flags ? [...faults, breakCalls, breakCalls, breakCalls] : faults;
    return Array.from({ length: random.whole(1, 7) }, () => random.pick(known));
  }

  /** Plays the schedule, and returns what is wrong in the end. */
  async function play(): Promise<string[]> {
    const starts = REPLICATED.flatMap((name) => [name, ...(random.chance(0.7) ? [name] : [])]);
    await Promise.all([...starts, ...SINGLE].map((name) => shop.start(name)));
    // The farther away all are from one another, the more happens while an order is under way.
    shop.network.conditions.usualMs = day === "interrupted" ? 30 : random.pick([3, 30, 200]);
    await Promise.all([
      ...Array.from({ length: random.whole(2, 5) }, (_, index) => visit(`customer${index}`)),
      ...faultsOf().map(goWrong),
    ]);
    accidents.clear();
    for (const each of shop.processes) each.thaw();
    Object.assign(shop.network.conditions, CALM);
    Object.assign(shop.stores, SOUND);
    story.tell("all is well again");
    const { process, clients } = shop.join("auditor");
    return await process.run(async () => {
      const moving = await rest(clients.client(CheckoutService), shop.network);
      if (moving.length > 0) return moving;
      const known = { day, diaries, mails, logs: shop.logs };
      const evidence = await gather({ clients, folder: folder.path, ...known });
      return invariants.flatMap((invariant) => invariant(evidence));
    });
  }

  const found = await world
    .run(play(), LONGEST_MS)
    .catch((error: Error) => [`G2 ${error.message}`]);
  const problems = [...crashes.problems, ...found];
  for (const problem of problems) story.tell(`WRONG: ${problem}`);
  return { seed, problems, hash: story.hash(), ms: world.nowMs };
}

/** Most days are bad. */
const DAYS = ["calm", "interrupted", ...Array<"bad">(7).fill("bad")] as const;

/** How long customers come in, and things begin to go wrong. */
const BUSY_MS = 3_000;
const LONGEST_MS = 30 * 60 * 1_000;
