import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstanceBoard } from "./instance-board.ts";

const service = "cartservice";
const instance = { id: "cart-1", service, address: "127.0.0.1:1", version: "1", metadata: {} };

function open() {
  let changes = 0;
  const board = createInstanceBoard(() => {
    changes += 1;
  });
  board.registryHas(service, [instance], 1_000);
  return {
    board,
    changes: () => changes,
    dot: () => {
      const [dot] = board.dots(service);
      return dot && { state: dot.state, sinceMs: dot.sinceMs, told: dot.told };
    },
  };
}

test("an instance is up as soon as the registry has it", () => {
  const { board, dot, changes } = open();
  assert.deepEqual(dot(), { state: "up", sinceMs: 1_000, told: [] });
  board.registryHas(service, [instance], 2_000);
  board.pulse(instance.id, "serving", 2_000);
  assert.deepEqual(dot(), { state: "up", sinceMs: 1_000, told: [] });
  assert.equal(changes(), 1);
});

test("an instance is gone when its connection is refused, and it is told who noticed first", () => {
  const { board, dot } = open();
  board.pulse(instance.id, "refused", 2_000);
  const told = ["its health stream broke, and a new connection was refused"];
  assert.deepEqual(dot(), { state: "gone", sinceMs: 2_000, told });
  board.registryLost(instance.id, "it did not answer");
  board.registryHas(service, [], 5_100);
  const second = "3.1 s later the registry lost it: it did not answer";
  assert.deepEqual(dot(), { state: "gone", sinceMs: 2_000, told: [...told, second] });
});

test("an instance that says goodbye is leaving, then gone by the word of the registry", () => {
  const { board, dot } = open();
  board.pulse(instance.id, "not serving", 2_000);
  assert.equal(dot()?.state, "leaving");
  board.registryLost(instance.id, "it said goodbye");
  board.registryHas(service, [], 2_010);
  assert.deepEqual(dot()?.told, ["the registry lost it: it said goodbye"]);
  assert.equal(dot()?.state, "gone");
});

test("an instance that thaws is up again", () => {
  const { board, dot } = open();
  board.pulse(instance.id, "frozen", 2_000);
  assert.equal(dot()?.state, "frozen");
  board.pulse(instance.id, "serving", 4_000);
  assert.deepEqual(dot(), { state: "up", sinceMs: 4_000, told: [] });
});

test("sweep forgets an instance once it is long gone, and keeps the name of its service", () => {
  const { board, dot } = open();
  board.pulse(instance.id, "refused", 2_000);
  // The registry still has it: it is to be seen.
  assert.deepEqual(board.sweep(60_000), new Set());
  board.registryHas(service, [], 60_000);
  assert.deepEqual(board.sweep(60_001), new Set());
  assert.deepEqual(board.sweep(75_000), new Set([service]));
  assert.equal(dot(), undefined);
  assert.deepEqual(board.services(), [service]);
});
