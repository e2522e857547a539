import type { EventLog } from "../store/event-log.ts";
import { KEEP_EVENTS_MS } from "./event-cursor.ts";

/** How many events to remove at a time. */
const BATCH = 1_000;

/** Removes the events that are kept no more. */
export async function pruneEvents(events: EventLog): Promise<void> {
  const beforeMs = Date.now() - KEEP_EVENTS_MS;
  while ((await events.prune(beforeMs, BATCH)) === BATCH);
}
