import assert from "node:assert/strict";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { openFaults, openFlagFile } from "@hipstershop/faults";
import type { DevRunner } from "../processes/dev-runners.ts";
import { createGame, type GameOptions } from "./create-game.ts";

interface Shop {
  /** The file of a game of before. */
  readonly left?: string;
  /** Whether copies that are told to stop now do so only when they are let. */
  holdStops?: boolean;
  /** Starts the copy of a service again. */
  readonly restart?: () => Promise<void>;
}

/** A game in a shop of which nothing runs but a dev runner, which starts a copy when it is told to. */
async function setUp(t: TestContext, shop: Shop = {}) {
  const { left } = shop;
  const folder = await mkdtempDisposable(join(tmpdir(), "game-"));
  t.after(() => folder.remove());
  if (left !== undefined) await writeFile(join(folder.path, "incident.json"), left);
  const flags = openFlagFile(join(folder.path, "flags.json"));
  t.after(() => flags[Symbol.dispose]());
  const asked = Promise.withResolvers<void>();
  const added = Promise.withResolvers<object>();
  const stopped: number[] = [];
  const stops: (() => void)[] = [];
  const client = {
    addCopy() {
      asked.resolve();
      return added.promise;
    },
    stopCopy({ pid }: { readonly pid: number }) {
      stopped.push(pid);
      const { promise, resolve } = Promise.withResolvers<void>();
      stops.push(resolve);
      if (!shop.holdStops) resolve();
      return promise;
    },
    restartCopy: shop.restart,
  } as unknown as DevRunner["client"];
  const restartable = ["currencyservice", "productcatalogservice", "shippingservice"];
  const services = ["loadgenerator", "cartservice", ...restartable];
  const copies = restartable.map((service) => ({ service, pid: 9 }));
  const reconfirmed: string[] = [];
  const registry = { reconfirm: ({ id }: { readonly id: string }) => reconfirmed.push(id) };
  const context = { registry, log: console, client: () => client };
  const dots = [
    { state: "gone", instance: { id: "cartservice-1" } },
    { state: "up", instance: { id: "cartservice-2" } },
  ];
  const options = {
    flags,
    map: { dots: () => dots },
    services: () => ["cartservice"],
    context: { ...context, draining: new AbortController().signal },
    findRunners: async () => [{ id: "runner", client, copies, services }],
  };
  const another = () => createGame(options as unknown as GameOptions);
  const game = another();
  const on = () => flags.list().flatMap((flag) => flag.on);
  return { game, another, flags, asked: asked.promise, added, stopped, stops, on, reconfirmed };
}

test("stop leaves nothing behind of a game that has not broken all of it yet", async (t) => {
  const { game, flags, asked, added, stopped, on } = await setUp(t);
  const started = game.start("some-carts-fail", 1);
  await asked;
  const ended = game.stop();
  added.resolve({ copy: { pid: 7 } });
  await assert.rejects(started, { code: Code.Aborted });
  await ended;
  assert.deepEqual(on(), []);
  assert.equal(flags.concealed, false);
  assert.ok(stopped.includes(7));
  assert.equal(game.running(), undefined);
});

test("two who stop a game at once do not stop the next one", async (t) => {
  const { game, added, stops } = await setUp(t, { holdStops: true });
  added.resolve({ copy: { pid: 7 } });
  await game.start("some-carts-fail", 1);
  const first = game.stop();
  const second = game.stop();
  await t.waitFor(() => assert.ok(stops.length > 0));
  stops[0]?.();
  await first;
  await game.start("some-carts-fail", 2);
  for (const stop of stops) stop();
  await second;
  assert.equal(game.running()?.state.seed, 2);
});

test("of two observers that start a game at once one does, and the other leaves it alone", async (t) => {
  const { game, another, added, stopped, on } = await setUp(t);
  added.resolve({ copy: { pid: 7 } });
  const other = another();
  const starts = [game.start("some-carts-fail", 1), other.start("some-carts-fail", 2)];
  const [first, second] = await Promise.allSettled(starts);
  assert.ok(first?.status === "fulfilled" && second?.status === "rejected");
  assert.equal(second.reason.code, Code.FailedPrecondition);
  assert.equal(other.running()?.state.seed, 1);
  assert.deepEqual(stopped, []);
  assert.ok(on().length > 0);
});

test("another observer that stops a game while it begins leaves nothing behind of it", async (t) => {
  const { game, another, asked, added, stopped, on } = await setUp(t);
  const other = another();
  const started = game.start("some-carts-fail", 1);
  await asked;
  await other.stop();
  added.resolve({ copy: { pid: 7 } });
  await assert.rejects(started, { code: Code.Aborted });
  assert.deepEqual(on(), []);
  assert.deepEqual(stopped, [7]);
  assert.equal(game.running(), undefined);
});

test("a game that another observer stops while it begins does nothing to the next one", async (t) => {
  const { game, another, asked, added, on } = await setUp(t);
  const other = another();
  const started = game.start("some-carts-fail", 1);
  await asked;
  await other.stop();
  const next = other.start("some-carts-fail", 2);
  await t.waitFor(() => assert.ok(other.running()?.state.undo.flags.length));
  added.resolve({ copy: { pid: 7 } });
  await assert.rejects(started, { code: Code.Aborted });
  const { state } = await next;
  assert.deepEqual([state.seed, state.undo.copies.length], [2, 1]);
  assert.ok(on().length > 0);
});

test("start says that another observer stopped the game, also while the last of it was broken", async (t) => {
  const restarting = Promise.withResolvers<void>();
  const restarted = Promise.withResolvers<void>();
  const restart = () => {
    restarting.resolve();
    return restarted.promise;
  };
  const { game, another, added } = await setUp(t, { restart });
  added.resolve({ copy: { pid: 7 } });
  const other = another();
  const started = game.start("after-the-restart", 1);
  await restarting.promise;
  await other.stop();
  restarted.resolve();
  await assert.rejects(started, { code: Code.Aborted });
});

test("another observer that stops a game puts back what is broken meanwhile, too", async (t) => {
  const shop = { holdStops: false };
  const { game, another, added, stops, on } = await setUp(t, shop);
  added.resolve({ copy: { pid: 7 } });
  const other = another();
  await game.start("some-carts-fail", 1);
  await game.stop();
  // The second time it waits for a moment before it breaks the same again.
  const started = game.start("some-carts-fail", 1);
  await t.waitFor(() => assert.equal(game.running()?.state.undo.copies.length, 1));
  shop.holdStops = true;
  const ended = other.stop();
  await t.waitFor(() => assert.equal(stops.length, 2));
  await started;
  shop.holdStops = false;
  stops[1]?.();
  await ended;
  assert.deepEqual(on(), []);
  assert.equal(game.running(), undefined);
});

test("stop asks the registry for a copy that has gone without a goodbye", async (t) => {
  const { game, added, reconfirmed } = await setUp(t);
  added.resolve({ copy: { pid: 7 } });
  await game.start("some-carts-fail", 1);
  assert.deepEqual(reconfirmed, []);
  await game.stop();
  assert.deepEqual(reconfirmed, ["cartservice-1"]);
});

test("a game that is played twice in a row ends in between for every process", async (t) => {
  const { game, added, flags } = await setUp(t);
  added.resolve({ copy: { pid: 7 } });
  const log = { warn() {}, error: assert.ifError };
  await using faults = await openFaults({ path: flags.path, service: "cartservice", log });
  let begun = 0;
  faults.during("registryFalseInstance", () => {
    begun++;
  });
  for (const times of [1, 2]) {
    await game.start("nobody-home", 1);
    await t.waitFor(() => assert.equal(begun, times), { timeout: 20_000 });
    await game.stop();
  }
});

test("start lets visitors in, also where somebody has turned them off", async (t) => {
  const { game, added, flags, on } = await setUp(t);
  added.resolve({ copy: { pid: 7 } });
  flags.set("loadGeneratorTraffic", 0);
  const off = on().map(({ text }) => text);
  assert.equal(off.length, 1);
  await game.start("some-carts-fail", 1);
  assert.deepEqual(
    on().filter(({ text }) => off.includes(text)),
    [],
  );
});

test("stop leaves the visitors as somebody had set them before", async (t) => {
  const { game, added, flags, on } = await setUp(t);
  added.resolve({ copy: { pid: 7 } });
  flags.set("loadGeneratorTraffic", 0);
  flags.set("loadGeneratorVUs", 3);
  const before = on().map(({ text }) => text);
  assert.equal(before.length, 2);
  await game.start("some-carts-fail", 1);
  await game.stop();
  assert.deepEqual(
    on().map(({ text }) => text),
    before,
  );
});

test("stop ends where a person has written a rule of their own, which cannot be set again", async (t) => {
  const { game, added, flags, on } = await setUp(t);
  added.resolve({ copy: { pid: 7 } });
  flags.set("loadGeneratorTraffic", 0);
  const document = JSON.parse(await readFile(flags.path, "utf8"));
  document.flags.loadGeneratorTraffic.targeting = { fractional: [["off", 1]] };
  await writeFile(flags.path, JSON.stringify(document));
  await game.start("some-carts-fail", 1);
  await game.stop();
  assert.deepEqual(on(), []);
  assert.equal(game.running(), undefined);
});

for (const left of ["null", "5", "[]", "{}", '{"incident":"slow-pages","seed":1}', '{"inc']) {
  test(`a file that is no game, ${left}, is in the way of none`, async (t) => {
    const { game, added } = await setUp(t, { left });
    added.resolve({ copy: { pid: 7 } });
    assert.equal(game.running(), undefined);
    const { phase } = await game.start("some-carts-fail", 1);
    assert.equal(phase, "open");
    await game.stop();
  });
}
