import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "./visitor.ts";

/** A call that failed as a page was made. */
export interface FailedCall {
  /** "cartservice.AddItem" */
  readonly rpc: string;
  /** The id of the instance that was reached, else "nobody". */
  readonly instance: string;
  /** The Connect code, "unavailable". */
  readonly code: string;
}

/**
 * Reads in the logs of the frontends, in JSON, which calls failed for a page that came with 503.
 * Waits for the line that says so. Throws an Error where none comes within five seconds.
 */
export async function failedCalls(
  page: Page,
  logs: () => readonly string[],
): Promise<readonly FailedCall[]> {
  const id = page.headers.get("x-request-id");
  for (const endMs = performance.now() + 5_000; performance.now() < endMs; await wait(20)) {
    for (const [line] of logs().flatMap((log) => [...log.matchAll(LINE)])) {
      const { requestId, failed } = JSON.parse(line);
      if (requestId === id) return failed;
    }
  }
  throw new Error(`no frontend logged which calls failed for request ${id}`);
}

/** A whole line that names the calls that failed. */
const LINE = /^\{.*"failed":\[.*\}(?=\n)/gm;
