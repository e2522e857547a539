import type { ObservedLog } from "../store/log-store.ts";

/** Returns why what a log line tells of went wrong, where it says so. */
export function reasonOf({ attributes }: ObservedLog): string | undefined {
  return (attributes.get("exception.message") ?? attributes.get("reason"))?.toString();
}
