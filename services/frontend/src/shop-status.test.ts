import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instance } from "@hipstershop/service";
import { pino } from "pino";
import { watchShop } from "./shop-status.ts";

test("watchShop tells what is missing and why, then where the shop is", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line) => lines.push(JSON.parse(line).msg) },
  );
  const cart = createWatched();
  const ended = new AbortController();
  const watching = watchShop({
    registry: cart,
    log,
    services: ["adservice", "cartservice"],
    url: "http://localhost:8080",
    crashReason: () => "file:///main.ts:1\n\nSyntaxError: Unexpected token\n    at x",
    signal: ended.signal,
  });

  const deadline = { interval: 10, timeout: 20_000 };
  const crashed = "The shop is waiting for cartservice (crashed: SyntaxError: Unexpected token)";
  await t.waitFor(() => {
    t.mock.timers.tick(2_000);
    assert.equal(lines.at(-1), crashed);
  }, deadline);
  cart.set(true);
  await t.waitFor(() => assert.equal(lines.at(-1), "Shop is up: http://localhost:8080"), deadline);
  cart.set(false);
  await t.waitFor(() => {
    t.mock.timers.tick(2_000);
    assert.equal(lines.at(-1), crashed);
  }, deadline);
  const count = lines.length;
  t.mock.timers.tick(10_000);
  assert.equal(lines.length, count, "it said the same thing twice");

  ended.abort();
  cart.end();
  await watching;
});

/** A registry that knows adservice all the time, and cartservice when it is told so. */
function createWatched() {
  let there = false;
  let over = false;
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  return {
    async *watch(service: string) {
      while (!over) {
        const next = changed.promise;
        yield service === "adservice" || there ? [{ service } as Instance] : [];
        await next;
      }
    },
    set(known: boolean) {
      there = known;
      change();
    },
    end() {
      over = true;
      change();
    },
  };
}
