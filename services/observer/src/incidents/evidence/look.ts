import type { TraceFilter } from "../../traces/trace-filter.ts";

/** Where to look, and what is to be seen there. */
export type Look = TraceLook | LogLook | InstanceLook | MetricLook | PricesLook | RegistryLook;

/** A trace, and a row in it. */
export interface TraceLook extends Partial<TraceFilter> {
  readonly in: "traces";
  readonly row: RowLook;
  /** How long the whole trace took, at least. */
  readonly longMs?: number;
  /** Nearly all of the newest so many traces with `text` and `service` must have it. By default one will do. */
  readonly inAllOf?: number;
}

/** A row of a trace: all that is said must be so. */
export interface RowLook {
  readonly service?: string;
  readonly caller?: string;
  /** A part of the name: "Convert". */
  readonly name?: string;
  /** A part of the error; false where there must be none. */
  readonly error?: string | false;
  readonly leastMs?: number;
  /** Its number among the attempts at one call, from 1. */
  readonly attempt?: number;
  /** A row somewhere below it. */
  readonly below?: RowLook;
}

/** A log line. */
export interface LogLook {
  readonly in: "logs";
  readonly service: string;
  readonly text: string;
}

/** An instance, as the registry and its health stream show it. */
export interface InstanceLook {
  readonly in: "instances";
  readonly service: string;
  readonly state?: "frozen" | "gone";
  readonly version?: string;
}

/** A metric of a service that has risen since the incident began, far more than that of any other. */
export interface MetricLook {
  readonly in: "metrics";
  readonly service: string;
  /** As /metrics has it: "process_memory_usage_bytes". */
  readonly name: string;
  readonly risenBy: number;
}

/** Copies of the catalog that name different prices. */
export interface PricesLook {
  readonly in: "prices";
  readonly productId: string;
}

/** Something that the registry told. */
export interface RegistryLook {
  readonly in: "registry";
  readonly service: string;
  readonly type: "found" | "gone";
  /** Why, one of these. By default for whatever reason. */
  readonly reasons?: readonly string[];
}
