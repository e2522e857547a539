import { type RegistryEvent, registryEvents, setNewest } from "@hipstershop/service";
import type { Hearsay } from "../store/hearsay.ts";
import type { Store } from "../store/store.ts";
import { isMove } from "./is-move.ts";

/** An event with a number of its own, by which a page finds it again. */
export interface Entry {
  readonly number: number;
  readonly event: RegistryEvent;
  /** Who else found or lost the instance at about the same time, as far as they told. */
  readonly heard: readonly Hearsay[];
}

/** What registries said and heard lately. */
export interface Conversation {
  /** The last ones, the newest first. */
  latest(): readonly Entry[];
  /** Those about an instance, the newest first. */
  about(id: string): readonly Entry[];
  /** What told of an instance last: an announcement, an answer, or what the registry has instead. */
  announcementOf(id: string): Entry | undefined;
}

/** The most that are kept of each: of who comes and goes, and of the talk, which is much more. */
const MAX = 400;
/** The most of those that told of an instance. */
const MAX_INSTANCES = 500;
/** What tells of an instance, the best first. */
const TELLING = ["announcement", "answer", "registered", "found"];

/** The most letters that are kept of a message: a list of all slices of a cluster may be long. */
const MAX_LETTERS = 16 * 1024;

/** What was heard longer before or after is about something else: a process that starts finds all. */
const SAME_MS = 5_000;
const MAX_HEARD = 30;

/**
 * Listens to the registries of this process, and to what others tell of theirs, until the signal
 * aborts. It calls `onEntry` with each event, and again when another has told of the same.
 */
export function createConversation(
  { hearsay }: Pick<Store, "hearsay">,
  signal: AbortSignal,
  onEntry: (entry: Entry) => void,
): Conversation {
  type Kept = Entry & { readonly heard: Hearsay[] };
  const moves: Kept[] = [];
  const talk: Kept[] = [];
  /** By instance, and there by type: they stay when others are forgotten. */
  const telling = new Map<string, Map<string, Entry>>();
  let count = 0;

  function take(event: RegistryEvent): void {
    const entry = { number: ++count, event: clipped(event), heard: [] };
    const kept = isMove(event.type) ? moves : talk;
    if (kept.push(entry) > MAX) kept.shift();
    if (TELLING.includes(event.type)) for (const { id } of event.instances) tell(id, entry);
    onEntry(entry);
  }

  function tell(id: string, entry: Entry): void {
    const known = telling.get(id) ?? new Map<string, Entry>();
    setNewest(telling, id, known.set(entry.event.type, entry), MAX_INSTANCES);
  }

  function hear(heard: Hearsay): void {
    const { type, instance, by, atMs } = heard;
    // That it hears of itself is no news.
    if (by === instance) return;
    const entry = moves.findLast(
      ({ event }) => event.type === type && event.instances.some(({ id }) => id === instance),
    );
    if (!entry || Math.abs(entry.event.atMs - atMs) > SAME_MS) return;
    if (entry.heard.length >= MAX_HEARD || entry.heard.some((each) => each.by === by)) return;
    entry.heard.push(heard);
    onEntry(entry);
  }

  const listening = registryEvents.subscribe(take);
  const hearing = hearsay.subscribe((all) => all.forEach(hear));
  signal.addEventListener("abort", () => {
    listening[Symbol.dispose]();
    hearing[Symbol.dispose]();
  });
  const all = () => [...moves, ...talk].sort((a, b) => b.number - a.number);
  return {
    latest: all,
    about: (id) => all().filter(({ event }) => event.instances.some((each) => each.id === id)),
    announcementOf(id) {
      const known = telling.get(id);
      return TELLING.map((type) => known?.get(type)).find((entry) => entry !== undefined);
    },
  };
}

function clipped(event: RegistryEvent): RegistryEvent {
  const { message } = event;
  if (message === undefined) return event;
  let room = MAX_LETTERS;
  const head = message.lines.filter((line) => {
    room -= line.length;
    return room > 0;
  });
  if (head.length === message.lines.length) return event;
  return { ...event, message: { ...message, lines: [...head, "…"] } };
}
