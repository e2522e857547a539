import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { watchStore } from "./watch-store.ts";

test("watchStore follows a store that is lost and comes back", async (t) => {
  await using resources = new AsyncDisposableStack();
  const lines: string[] = [];
  const told: boolean[] = [];
  let failure: Error | undefined = new Error("no route to the store");

  await watchStore(
    {
      log: pino({ base: null }, { write: (line: string) => lines.push(line) }),
      setServing: (serving) => told.push(serving),
      resources,
    },
    {
      name: "fake",
      check: async () => {
        if (failure) throw failure;
      },
    },
  );

  assert.deepEqual(told, [false], "the first look has ended when watchStore resolves");
  assert.match(lines.join(""), /"store":"fake".*no route to the store.*out of reach/);

  failure = undefined;
  await t.waitFor(() => assert.deepEqual(told, [false, true]), { timeout: 20_000 });
  assert.equal(lines.length, 2, "only a change is logged");
});
