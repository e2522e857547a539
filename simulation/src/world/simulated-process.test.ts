import assert from "node:assert/strict";
import { test } from "node:test";
import { createSimulatedProcess, currentProcess, type Place } from "./simulated-process.ts";

const NAMES = { name: "cartservice.1", service: "cartservice" };
const LOG: Place = { kind: "log", name: "hello" };

/** Runs all promise callbacks that are due. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("run gives the process to all that it starts", async () => {
  const process = createSimulatedProcess(NAMES);
  const seen = await process.run(() => settled().then(currentProcess));
  assert.equal(seen, process);
  assert.equal(currentProcess(), undefined);
});

test("whileAlive never settles in a process that has died", async () => {
  const process = createSimulatedProcess(NAMES);
  const seen: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  process.whileAlive(promise).then(() => seen.push("answer"));
  process.whileAlive(Promise.reject(new Error("lost"))).catch(() => seen.push("error"));
  process.onDeath(() => seen.push("death"));
  process.kill();
  resolve();
  await settled();
  assert.deepEqual(seen, ["death"]);
});

test("reach tells whether the process lives on, and tells of each place until it dies", () => {
  let deaths = 0;
  const process = createSimulatedProcess({
    ...NAMES,
    onPlace: (self, { kind }) => void (kind === "log" && self.kill()),
  });
  process.onDeath(() => {
    deaths += 1;
  });
  assert.equal(process.reach({ kind: "call", name: "GetCart" }), true);
  assert.equal(process.reach(LOG), false);
  assert.equal(process.reach(LOG), false);
  assert.equal(deaths, 1);
});

test("a frozen process does what it missed when it goes on, in the same order", async () => {
  const process = createSimulatedProcess(NAMES);
  const seen: number[] = [];
  process.freeze();
  for (const number of [1, 2, 3]) process.whenAwake(() => seen.push(number));
  process.whileAlive(Promise.resolve()).then(() => seen.push(4));
  await settled();
  assert.deepEqual(seen, []);
  process.thaw();
  await settled();
  assert.deepEqual(seen, [1, 2, 3, 4]);
});

test("pass resolves when the process goes on from where it was frozen", async () => {
  const seen: string[] = [];
  const process = createSimulatedProcess({ ...NAMES, onPlace: (self) => self.freeze() });
  process.pass(LOG).then(() => seen.push("passed"));
  await settled();
  assert.deepEqual(seen, []);
  process.thaw();
  await settled();
  assert.deepEqual(seen, ["passed"]);
});

test("pass never resolves when the process dies there", async () => {
  const seen: string[] = [];
  const process = createSimulatedProcess({ ...NAMES, onPlace: (self) => self.kill() });
  process.pass(LOG).then(() => seen.push("passed"));
  await settled();
  assert.deepEqual(seen, []);
});
