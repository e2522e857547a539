import type { OpenConnections } from "@hipstershop/transport";

/** What the clients of a process know of one service, and have counted since the first call to it. */
export interface ClientCounts {
  readonly service: string;
  /** The connections to it that are open now. */
  readonly connections: OpenConnections;
  /** How many instances the registry knows now. */
  readonly instances: number;
  /** How often the registry was asked for it: once, and again after each watch that failed. */
  readonly lookUps: number;
  /** How often the registry then told of its instances. */
  readonly changes: number;
  /** How often an instance was put aside because it failed. */
  readonly ejections: number;
  /** Calls of clients with a cache, by what answered them. */
  readonly cached: Readonly<CacheCounts>;
}

/** Where the answers of calls came from: `miss` counts the calls that were made for the cache. */
export type CacheCounts = Record<"hit" | "miss" | "shared" | "stale", number>;
