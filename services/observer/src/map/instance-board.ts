import type { Instance } from "@hipstershop/service";

/** An instance on the map. */
export interface Dot {
  readonly instance: Instance;
  readonly state: DotState;
  /** When the state began, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When the registry first told of it. */
  readonly foundMs: number;
  /** Whether a health stream to it is open. */
  readonly isWatched: boolean;
  /** Who told first that it is gone, and who only later, a sentence each. */
  readonly told: readonly string[];
}

/**
 * - `up`: the registry has it, and its health stream, where there is one, is open.
 * - `leaving`: it says of itself that it takes no more calls.
 * - `frozen`: its process exists, and does not answer.
 * - `gone`: the registry has lost it, or its connection broke and a new one was refused.
 */
export type DotState = "up" | "leaving" | "frozen" | "gone";

/** What the health stream to an instance says of it. */
export type Pulse = "serving" | "not serving" | "frozen" | "refused";

/** All instances: what the registry and the health streams say of each, joined. */
export interface InstanceBoard {
  /** Takes in the whole set of a service, as the registry has it. The reason is for those that are gone. */
  registryHas(service: string, instances: readonly Instance[], nowMs: number): void;
  /** Notes why the registry has lost an instance, before the set without it comes. */
  registryLost(id: string, reason: string): void;
  /** Takes in what the health stream to an instance says. */
  pulse(id: string, pulse: Pulse, nowMs: number): void;
  /** Forgets those that have been gone for a while; returns the services that have fewer now. */
  sweep(nowMs: number): ReadonlySet<string>;
  dots(service: string): readonly Dot[];
  find(id: string): Dot | undefined;
  /** Every service that was ever on the board, sorted. */
  services(): readonly string[];
}

/** An instance that is gone stays on the map so long, for people to see who told. */
const GHOST_MS = 12_000;

interface Entry {
  readonly foundMs: number;
  instance: Instance;
  isRegistered: boolean;
  pulse: Pulse | undefined;
  reason: string | undefined;
  state: DotState;
  sinceMs: number;
  told: string[];
  /** When the last one told. */
  toldMs: number;
}

/** Creates a board without instances. It calls `onChange` after each change that is to be seen. */
export function createInstanceBoard(onChange: (dot: Dot) => void): InstanceBoard {
  const entries = new Map<string, Entry>();
  const names = new Set<string>();

  function update(entry: Entry, nowMs: number): void {
    const state = stateOf(entry);
    if (state === entry.state) return;
    entry.state = state;
    entry.sinceMs = nowMs;
    onChange(toDot(entry));
  }

  /** Notes who told that it is gone; of the second one, how much later. */
  function tell(entry: Entry, sentence: string, nowMs: number): void {
    const laterMs = nowMs - entry.sinceMs;
    const isFirst = entry.told.length === 0;
    entry.toldMs = nowMs;
    entry.told = [...entry.told, isFirst ? sentence : `${later(laterMs)} later ${sentence}`];
    if (!isFirst) onChange(toDot(entry));
  }

  return {
    registryHas(service, instances, nowMs) {
      names.add(service);
      const ids = new Set(instances.map(({ id }) => id));
      for (const instance of instances) {
        const entry = entries.get(instance.id);
        if (entry !== undefined) {
          Object.assign(entry, { instance, isRegistered: true });
          update(entry, nowMs);
          continue;
        }
        const found: Entry = {
          instance,
          foundMs: nowMs,
          isRegistered: true,
          pulse: undefined,
          reason: undefined,
          state: "up",
          sinceMs: nowMs,
          told: [],
          toldMs: nowMs,
        };
        entries.set(instance.id, found);
        onChange(toDot(found));
      }
      for (const [id, entry] of entries) {
        if (entry.instance.service !== service || ids.has(id) || !entry.isRegistered) continue;
        entry.isRegistered = false;
        tell(entry, `the registry lost it: ${entry.reason ?? "it is no longer announced"}`, nowMs);
        update(entry, nowMs);
      }
    },
    registryLost(id, reason) {
      const entry = entries.get(id);
      if (entry !== undefined) entry.reason = reason;
    },
    pulse(id, pulse, nowMs) {
      const entry = entries.get(id);
      if (entry === undefined || entry.pulse === pulse) return;
      entry.pulse = pulse;
      if (pulse === "refused") {
        tell(entry, "its health stream broke, and a new connection was refused", nowMs);
      }
      update(entry, nowMs);
    },
    sweep(nowMs) {
      const old = [...entries].filter(
        ([, { isRegistered, toldMs }]) => !isRegistered && nowMs - toldMs > GHOST_MS,
      );
      for (const [id] of old) entries.delete(id);
      return new Set(old.map(([, { instance }]) => instance.service));
    },
    dots: (service) =>
      [...entries.values()].filter(({ instance }) => instance.service === service).map(toDot),
    find(id) {
      const entry = entries.get(id);
      return entry && toDot(entry);
    },
    services: () => [...names].sort(),
  };
}

function toDot({ instance, state, sinceMs, foundMs, told, pulse }: Entry): Dot {
  return { instance, state, sinceMs, foundMs, told, isWatched: pulse === "serving" };
}

function stateOf({ isRegistered, pulse }: Entry): DotState {
  if (!isRegistered || pulse === "refused") return "gone";
  if (pulse === "frozen") return "frozen";
  return pulse === "not serving" ? "leaving" : "up";
}

function later(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
