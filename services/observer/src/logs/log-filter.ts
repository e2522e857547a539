import type { ObservedLog } from "../store/log-store.ts";
import { LEVELS } from "./level.ts";

/** Which log lines a reader wants to see. */
export interface LogFilter {
  /** A part of the message, or of a value. Empty is any. */
  readonly text: string;
  readonly service: string;
  /** The least important level, by name. */
  readonly level: string;
  /** The id of a trace. Empty is any. */
  readonly trace: string;
}

/**
 * Reads a filter from the query of an address. One that asks for a text or a trace means lines of every
 * level; else what is there for whoever looks for a fault is shown on wish.
 */
export function readLogFilter(query: URLSearchParams): LogFilter {
  const text = query.get("text")?.trim() ?? "";
  const trace = query.get("trace")?.trim().toLowerCase() ?? "";
  return {
    text,
    service: query.get("service") ?? "",
    level: query.get("level") ?? (text || trace ? "trace" : "info"),
    trace,
  };
}

const INFO = 9;

/** Returns whether a line is one of those. */
export function isWantedLog(log: ObservedLog, { text, service, level, trace }: LogFilter): boolean {
  const least = LEVELS.find(([name]) => name === level)?.[1] ?? 0;
  // Who does not say how important a line is sends 0.
  if ((log.severity || INFO) < least || (trace && log.traceId !== trace)) return false;
  if (service && log.source.service !== service) return false;
  const values = [log.message, ...log.attributes.values()];
  return !text || values.some((value) => String(value).toLowerCase().includes(text.toLowerCase()));
}
