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

/** Reads a filter from the query of an address. */
export function readLogFilter(query: URLSearchParams): LogFilter {
  return {
    text: query.get("text")?.trim() ?? "",
    service: query.get("service") ?? "",
    level: query.get("level") ?? "trace",
    trace: query.get("trace")?.trim().toLowerCase() ?? "",
  };
}

/** Returns whether a line is one of those. */
export function isWantedLog(log: ObservedLog, { text, service, level, trace }: LogFilter): boolean {
  const least = LEVELS.find(([name]) => name === level)?.[1] ?? 0;
  if (log.severity < least || (trace && log.traceId !== trace)) return false;
  if (service && log.source.service !== service) return false;
  const values = [log.message, ...log.attributes.values()];
  return !text || values.some((value) => String(value).toLowerCase().includes(text.toLowerCase()));
}
