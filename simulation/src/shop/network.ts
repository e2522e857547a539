import { outsideProcesses, type SimulatedProcess } from "../world/simulated-process.ts";
import type { World } from "../world/world.ts";

/** How a network treats each message: a request, an answer, or the end of a call. */
export interface Conditions {
  /** The probability that it is lost. */
  lose: number;
  /** The probability that a request arrives once more, within ten seconds. */
  repeat: number;
  /** The longest that it usually takes, in milliseconds. */
  usualMs: number;
  /** The probability that it takes long: up to `slowMs` milliseconds. */
  slow: number;
  slowMs: number;
}

/** The network between the processes of a simulated shop. */
export interface Network {
  readonly conditions: Conditions;
  /** How many messages are on their way, and how many calls are being worked on. */
  readonly busy: number;
  /** Counts a call as being worked on, until the result is disposed. */
  work(): Disposable;
  /** Lets a message arrive, or loses it. Returns whether it will arrive. */
  send(from: SimulatedProcess, to: SimulatedProcess, arrive: () => void): boolean;
  /** Lets a request arrive once more, later, if it is to. */
  repeat(arrive: () => void): void;
  /** Parts a service from another until the result is disposed: nothing passes, either way. */
  part(service: string, other: string): Disposable;
}

export const CALM: Readonly<Conditions> = { lose: 0, repeat: 0, usualMs: 3, slow: 0, slowMs: 0 };

/** Creates a network on which nothing goes wrong until its conditions change. */
export function createNetwork(world: World): Network {
  const { random } = world;
  const conditions = { ...CALM };
  const parted = new Set<string>();
  let busy = 0;

  function deliver(delayMs: number, arrive: () => void): void {
    busy += 1;
    // A message goes on when its sender has died.
    outsideProcesses(() =>
      world.schedule(delayMs, () => {
        busy -= 1;
        arrive();
      }),
    );
  }

  return {
    conditions,
    get busy() {
      return busy;
    },
    work() {
      let ended = false;
      busy += 1;
      return {
        [Symbol.dispose]() {
          if (!ended) busy -= 1;
          ended = true;
        },
      };
    },
    send(from, to, arrive) {
      if (parted.has(linkOf(from.service, to.service))) return false;
      if (random.chance(conditions.lose)) return false;
      const { slow, slowMs, usualMs } = conditions;
      deliver(random.between(0.1, random.chance(slow) ? slowMs : usualMs), arrive);
      return true;
    },
    repeat(arrive) {
      if (!random.chance(conditions.repeat)) return;
      deliver(random.between(0, random.pick(REPEATED_WITHIN_MS)), arrive);
    },
    part(service, other) {
      const link = linkOf(service, other);
      parted.add(link);
      return { [Symbol.dispose]: () => void parted.delete(link) };
    },
  };
}

function linkOf(service: string, other: string): string {
  return [service, other].sort().join(" ");
}

/** While the first is being worked on, or long after. */
const REPEATED_WITHIN_MS = [300, 10_000] as const;
