import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { ObserverService } from "@hipstershop/proto/hipstershop/observer/observer";
import type { App } from "../app.ts";
import { LEVELS } from "../logs/level.ts";
import { isWantedLog } from "../logs/log-filter.ts";
import { reasonOf } from "../logs/reason-of.ts";
import type { ShopMap } from "../map/create-map.ts";
import { isWanted } from "../traces/trace-filter.ts";
import { waitForTrace } from "../traces/wait-for-trace.ts";
import { waterfall } from "../traces/waterfall.ts";
import { faultRpcs } from "./fault-rpcs.ts";
import { instanceMessage } from "./instance-message.ts";
import { logMessage } from "./log-message.ts";
import { timeOf } from "./time-of.ts";
import { rowMessage, summaryMessage } from "./trace-message.ts";

/** The most rows of a trace that are returned. */
const MAX_ROWS = 300;

/** Answers what programs ask of the observer: the same as its pages show to people. */
export function observerRpcs(
  { store, flags }: Pick<App, "store" | "flags">,
  map: ShopMap,
): ServiceImpl<typeof ObserverService> {
  return {
    ...faultRpcs(flags),
    findTraces({ limit, ...wanted }) {
      const all = Iterator.from(store.traces.newest());
      const fitting = all.filter((trace) => isWanted(trace, wanted));
      return {
        traces: fitting
          .take(within(limit, 20, 100))
          .map(summaryMessage)
          .toArray(),
        since: timeOf(store.sinceMs),
      };
    },
    async getTrace({ traceId }, { signal }) {
      const id = traceId.toLowerCase();
      await waitForTrace(store, id, signal);
      const spans = store.traces.find(id);
      const summary = store.traces.summary(id);
      if (!summary || !spans?.length) throw new ConnectError(notHere(traceId), Code.NotFound);
      const logs = store.logs.ofTrace(id);
      const { rows, shares, startMs } = waterfall(spans, logs);
      const placed = new Set(rows.flatMap((row) => row.logs));
      return {
        summary: summaryMessage(summary),
        reason: summary.failures > 0 ? (logs.map(reasonOf).find((reason) => reason) ?? "") : "",
        shares: shares.map(([service, durationMs]) => ({ service, durationMs })),
        rows: rows.slice(0, MAX_ROWS).map((row) => rowMessage(row, startMs)),
        otherLogs: logs.filter((log) => !placed.has(log)).map(logMessage),
      };
    },
    searchLogs({ text, service, level: given, traceId, limit }) {
      const level = given || "info";
      if (!LEVELS.some(([name]) => name === level)) {
        const names = LEVELS.map(([name]) => name).join(", ");
        throw new ConnectError(`level must be one of ${names}`, Code.InvalidArgument);
      }
      const wanted = { text, service, level, trace: traceId.toLowerCase() };
      const fitting = Iterator.from(store.logs.newest()).filter((log) => isWantedLog(log, wanted));
      return {
        lines: fitting
          .take(within(limit, 50, 200))
          .map(logMessage)
          .toArray(),
      };
    },
    listInstances({ service }) {
      const names = service ? [service] : map.services();
      return { instances: names.flatMap(map.dots).map(instanceMessage) };
    },
  };
}

function notHere(traceId: string): string {
  return `trace ${traceId} is not here: it was not sampled, is forgotten, or is another shop's`;
}

/** Returns how many to return: as asked, zero for the default. Throws INVALID_ARGUMENT below zero. */
function within(limit: number, usual: number, most: number): number {
  if (limit < 0) throw new ConnectError("limit must not be below zero", Code.InvalidArgument);
  return Math.min(limit || usual, most);
}
