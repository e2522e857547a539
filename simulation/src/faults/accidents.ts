import type { Place, SimulatedProcess } from "../world/simulated-process.ts";

/** Decides at which places something happens to a process. */
export interface Accidents {
  plan(accident: Accident): void;
  /** Lets happen what was planned for a place that a process has come to. */
  at(process: SimulatedProcess, place: Place): void;
  /** Forgets what was planned and has not happened. */
  clear(): void;
}

/** What happens to a process of a service at the n-th of some places from now on. */
export interface Accident {
  readonly service: string;
  readonly kinds: readonly Place["kind"][];
  /** The name of these places. By default they have any. */
  readonly name?: string;
  readonly count: number;
  readonly happen: (process: SimulatedProcess) => void;
}

/** Begins without a plan. */
export function createAccidents(): Accidents {
  const left = new Map<Accident, number>();
  return {
    plan: (accident) => void left.set(accident, accident.count),
    at(process, place) {
      for (const [accident, count] of left) {
        if (!isOf(accident, process, place)) continue;
        left.set(accident, count - 1);
        if (count > 1) continue;
        left.delete(accident);
        accident.happen(process);
      }
    },
    clear: () => left.clear(),
  };
}

function isOf({ service, kinds, name }: Accident, process: SimulatedProcess, place: Place) {
  return (
    process.service === service &&
    kinds.includes(place.kind) &&
    (name === undefined || name === place.name)
  );
}
