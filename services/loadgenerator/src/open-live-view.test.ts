import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openLiveView } from "./open-live-view.ts";
import { createStatistics } from "./statistics.ts";

test("openLiveView writes over itself every second in a terminal", (t) => {
  const written = watchFor(t, { isTTY: true, ms: 2_000 });
  assert.equal(written.length, 3);
  assert.ok(!written[0]?.startsWith("\x1b["));
  // As many lines up as the text before has; it ends with a line feed.
  const height = (written[0]?.split("\n").length ?? 0) - 1;
  for (const text of written.slice(1)) assert.ok(text.startsWith(`\x1b[${height}A\x1b[J`));
});

test("openLiveView cuts lines at the edge of a terminal, but not in the last view", (t) => {
  const failure = `status 500 ${"x".repeat(100)}`;
  const [live = "", last = ""] = watchFor(t, { isTTY: true, ms: 1_000, failure });
  assert.ok(live.split("\n").every((line) => line.length <= 80));
  assert.ok(live.includes("POST /cart/checkout: status 500 xxx"));
  assert.ok(last.includes(failure));
});

test("openLiveView writes on every ten seconds in a log", (t) => {
  const written = watchFor(t, { isTTY: false, ms: 20_000 });
  assert.equal(written.length, 3);
  for (const text of written) assert.ok(!text.includes("\x1b"));
});

interface Watch {
  isTTY: boolean;
  ms: number;
  failure?: string;
}

/** Returns what a view of one request writes in so many milliseconds, and at its end. */
function watchFor(t: TestContext, { isTTY, ms, failure }: Watch): string[] {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const written: string[] = [];
  const statistics = createStatistics();
  statistics.record("POST /cart/checkout", 1, failure);
  const view = openLiveView(statistics, () => 1, {
    isTTY,
    columns: 80,
    write: (text: string) => written.push(text) > 0,
  });
  t.mock.timers.tick(ms);
  view[Symbol.dispose]();
  t.mock.timers.tick(ms);
  return written;
}
