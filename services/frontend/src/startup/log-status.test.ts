import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instance, Registry } from "@hipstershop/service";
import { pino } from "pino";
import { logStatus } from "./log-status.ts";

test("logStatus tells what is missing and why, then where the shop is", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line) => lines.push(JSON.parse(line).msg) },
  );
  const cart = createWatched();
  const ended = new AbortController();
  const watching = logStatus({
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
  cart.fail(new Error("The wire is cut"));
  await t.waitFor(() => {
    t.mock.timers.tick(2_000);
    assert.equal(lines.at(-1), `${crashed}: The wire is cut`);
  }, deadline);
  cart.fail(undefined);
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

for (const { traits, waiting, whole } of [
  {
    traits: {
      name: "static",
      reach: "network",
      spreadMs: 1_000,
      announces: "nothing",
      hint: "REGISTRY=static finds only what a variable such as AD_SERVICE_ADDR names",
    },
    waiting:
      "The shop is waiting for cartservice: REGISTRY=static finds only what a variable such as AD_SERVICE_ADDR names",
    whole:
      "Shop is at http://localhost:8080: each service has an address, which says nothing of whether it is up",
  },
  {
    traits: {
      name: "memory",
      reach: "process",
      spreadMs: 0,
      announces: "instance",
      hint: "REGISTRY=memory finds only what runs in the same process",
    },
    waiting:
      "The shop is waiting for cartservice: REGISTRY=memory finds only what runs in the same process",
    whole: "Shop is up: http://localhost:8080",
  },
  {
    traits: {
      name: "kubernetes",
      reach: "network",
      spreadMs: 5_000,
      announces: "readiness",
      hint: "no pod of it is ready: kubectl get pods says why",
    },
    waiting:
      "The shop is waiting for cartservice: no pod of it is ready: kubectl get pods says why",
    whole: "The shop is whole: each service has a pod that is ready",
  },
] as const) {
  test(`logStatus says only what the registry knows when that is ${traits.name}`, async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const lines: string[] = [];
    const cart = createWatched(traits);
    const ended = new AbortController();
    const watching = logStatus({
      registry: cart,
      log: pino({ base: null }, { write: (line) => lines.push(JSON.parse(line).msg) }),
      services: ["adservice", "cartservice"],
      url: "http://localhost:8080",
      crashReason: () => undefined,
      signal: ended.signal,
    });
    const deadline = { interval: 10, timeout: 20_000 };
    await t.waitFor(() => {
      t.mock.timers.tick(2_000);
      assert.equal(lines.at(-1), waiting);
    }, deadline);
    cart.set(true);
    await t.waitFor(() => assert.equal(lines.at(-1), whole), deadline);
    ended.abort();
    cart.end();
    await watching;
  });
}

/** A registry that knows adservice all the time, and cartservice when it is told so. */
function createWatched(traits?: Registry["traits"]) {
  let there = false;
  let trouble: Error | undefined;
  let over = false;
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  return {
    ...(traits && { traits }),
    async *watch(service: string) {
      while (!over) {
        const next = changed.promise;
        const instances = service === "adservice" || there ? [{ service } as Instance] : [];
        yield trouble === undefined ? { instances } : { instances, trouble };
        await next;
      }
    },
    set(known: boolean) {
      there = known;
      change();
    },
    fail(error: Error | undefined) {
      trouble = error;
      change();
    },
    end() {
      over = true;
      change();
    },
  };
}
