import type { FlagName, Target } from "@hipstershop/faults";

/** A way in which the calls to a service can be broken. */
export interface Breaking {
  readonly flag: FlagName;
  readonly value: number;
  /** What it makes of the service. */
  readonly name: string;
  /** What a button says. */
  readonly text: string;
}

/** The two ways that have a button on the map. The page Faults has all. */
export const breakings: readonly Breaking[] = [
  { flag: "rpcLatency", value: 300, name: "slow", text: "Slow: 300 ms" },
  { flag: "rpcFailure", value: 0.2, name: "failing", text: "Fail 20 %" },
];

/** Returns what a button breaks: all of a service, or one instance. */
export function breakTarget(service: string, instance: string | undefined): Target {
  return instance === undefined ? { service } : { service, instance };
}
