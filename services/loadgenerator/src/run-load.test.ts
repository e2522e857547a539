import assert from "node:assert/strict";
import { syncBuiltinESMExports } from "node:module";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { runLoad } from "./run-load.ts";
import { createStatistics } from "./statistics.ts";

test("runLoad lets visitors in at their rate, until all are there", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  // For modules that import it by its name.
  syncBuiltinESMExports();
  const stopping = new AbortController();
  let visitors = 0;
  const load = runLoad({
    // Asked once by each visitor, who then thinks for longer than the test lasts.
    target: async () => {
      visitors++;
      throw new Error("no shop");
    },
    users: 3,
    usersPerSecond: 2,
    thinkMs: () => 3_600_000,
    statistics: createStatistics(),
    signal: stopping.signal,
  });
  const seen: number[] = [];
  for (let ms = 0; ms < 2_000; ms += 250) {
    await turn();
    seen.push(visitors);
    t.mock.timers.tick(250);
  }
  assert.deepEqual(seen, [1, 1, 2, 2, 3, 3, 3, 3]);
  stopping.abort();
  await load;
});
