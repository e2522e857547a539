import type { Place, SimulatedProcess } from "../world/simulated-process.ts";

/** Decides at which places processes die. */
export interface Deaths {
  /** Lets a process of a service die at the n-th place of one of these kinds from now on. */
  plan(service: string, kinds: readonly Place["kind"][], count: number): void;
  /** Returns whether a process that has come to a place dies there. */
  diesAt(process: SimulatedProcess, place: Place): boolean;
  /** Forgets what was planned and has not happened. */
  clear(): void;
}

interface Plan {
  readonly service: string;
  readonly kinds: readonly Place["kind"][];
  left: number;
}

/** Begins without a plan. */
export function createDeaths(): Deaths {
  const plans = new Set<Plan>();
  return {
    plan: (service, kinds, count) => void plans.add({ service, kinds, left: count }),
    diesAt({ service }, { kind }) {
      for (const plan of plans) {
        if (plan.service !== service || !plan.kinds.includes(kind)) continue;
        plan.left -= 1;
        if (plan.left > 0) continue;
        plans.delete(plan);
        return true;
      }
      return false;
    },
    clear: () => plans.clear(),
  };
}
