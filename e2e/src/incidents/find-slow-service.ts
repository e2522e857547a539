import type { Agent } from "./connect-agent.ts";

interface Traces {
  readonly traces?: readonly { readonly traceId: string }[];
}

interface Trace {
  readonly rows: readonly {
    readonly service: string;
    readonly durationMs?: number;
    readonly criticalMs?: number;
  }[];
}

/** Returns the service in which the newest slow trace spends most of its time; undefined while there is none. */
export async function findSlowService(agent: Agent): Promise<string | undefined> {
  const { traces } = await agent.ask<Traces>("find_traces", { slow: true, limit: 1 });
  const traceId = traces?.[0]?.traceId;
  if (traceId === undefined) return undefined;
  const { rows } = await agent.ask<Trace>("get_trace", { traceId });
  const wholeMs = rows[0]?.durationMs ?? 0;
  // Below the last such row is nothing that explains it.
  return rows.findLast(({ criticalMs = 0 }) => criticalMs > wholeMs / 2)?.service;
}
