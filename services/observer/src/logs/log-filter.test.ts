import assert from "node:assert/strict";
import { test } from "node:test";
import { isWantedLog, readLogFilter } from "./log-filter.ts";

const source = { service: "cartservice", instance: "cartservice-1" };

/** Whether a line of a severity is shown at an address. */
function shows(query: string, severity: number): boolean {
  const log = { source, atMs: 0, severity, message: "word", traceId: "ab", attributes: new Map() };
  return isWantedLog(log, readLogFilter(new URLSearchParams(query)));
}

test("a log filter leaves out debug lines, unless a level, a text or a trace is asked for", () => {
  assert.deepEqual([shows("", 5), shows("", 9), shows("", 17)], [false, true, true]);
  // Its sender does not say how important it is.
  assert.equal(shows("", 0), true);
  for (const query of ["level=trace", "level=debug", "text=word", "trace=AB"]) {
    assert.equal(shows(query, 5), true, query);
  }
  assert.equal(shows("text=word&level=warn", 9), false);
});
