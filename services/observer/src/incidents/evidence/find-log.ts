import { isWantedLog } from "../../logs/log-filter.ts";
import { reasonOf } from "../../logs/reason-of.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { LogLook } from "./look.ts";

/** Looks for a log line that is as wanted. */
export function findLog(
  { service, text }: LogLook,
  { store, sinceMs }: Scene,
): Evidence | undefined {
  const filter = { service, text, level: "trace", trace: "" };
  const found = Iterator.from(store.logs.newest()).find(
    (log) => log.atMs >= sinceMs && isWantedLog(log, filter),
  );
  if (!found) return undefined;
  const reason = reasonOf(found);
  const line = reason === undefined ? found.message : `${found.message}: ${reason}`;
  const query = new URLSearchParams({ service, text });
  return { text: `${service} wrote: ${line}`, link: `/logs?${query}` };
}
