import type { CallName } from "./contender.ts";

/** What a client process is told to do in one round. */
export interface Round {
  readonly call: CallName;
  readonly inFlight: number;
  readonly durationMs: number;
}

/** What came of it, in the client process. */
export interface RoundResult {
  readonly calls: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU that the process used, user and system, in milliseconds. */
  readonly cpuMs: number;
}
