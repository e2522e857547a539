import type { TraceSummary } from "../store/trace-summary.ts";

/** Which traces a reader wants to see. */
export interface TraceFilter {
  /** A part of the name: "cart". Empty is any. */
  readonly text: string;
  /** A service that has a part in it. Empty is any. */
  readonly service: string;
  readonly failed: boolean;
  readonly slow: boolean;
}

/** Reads a filter from the query of an address. */
export function readTraceFilter(query: URLSearchParams): TraceFilter {
  return {
    text: query.get("text")?.trim() ?? "",
    service: query.get("service") ?? "",
    failed: query.has("failed"),
    slow: query.has("slow"),
  };
}

/** Returns whether a trace is one of those. With both, failed and slow, either will do. */
export function isWanted(trace: TraceSummary, filter: TraceFilter): boolean {
  const { text, service, failed, slow } = filter;
  if (!trace.name.toLowerCase().includes(text.toLowerCase())) return false;
  if (service && !trace.services.includes(service)) return false;
  if (!failed && !slow) return true;
  return (failed && trace.failures > 0) || (slow && trace.slow);
}
