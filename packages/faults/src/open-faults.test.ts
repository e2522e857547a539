import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type OpenFaultsOptions, openFaults } from "./open-faults.ts";
import { openFlagFile } from "./open-flag-file.ts";

async function setUp(t: TestContext, options: Partial<OpenFaultsOptions> = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), "flags-"));
  t.after(() => folder.remove());
  const path = join(folder.path, "flags.json");
  const lines: string[] = [];
  const log = {
    warn: (what: object, message: string) => lines.push(`${message} ${JSON.stringify(what)}`),
    error: (_: object, message: string) => lines.push(message),
  };
  const faults = await openFaults({ path, service: "cartservice", log, ...options });
  t.after(() => faults[Symbol.asyncDispose]());
  const file = openFlagFile(path);
  t.after(() => file[Symbol.dispose]());
  return { faults, file, lines, path };
}

test("openFaults follows the flag file, and logs a line for each change that concerns the service", async (t) => {
  const { faults, file, lines } = await setUp(t);
  assert.equal(faults.active, false);
  assert.equal(await faults.isOn("cartFailure"), false);
  file.set("adFailure", true);
  file.set("rpcLatency", "500ms", { service: "adservice" });
  file.set("cartFailure", "50%");
  await t.waitFor(() => assert.ok(faults.active), soon);
  assert.equal(await faults.number("cartFailure"), 0.5);
  assert.equal(await faults.number("rpcLatency"), 0);
  file.clearAll();
  await t.waitFor(() => assert.ok(!faults.active), soon);
  assert.equal(await faults.number("cartFailure"), 0);
  assert.deepEqual(lines, [
    'faults are on {"faults":["cartFailure \\"50%\\""]}',
    'no fault is on any more {"faults":[]}',
  ]);
});

test("openFaults takes no number that a flag cannot be, whatever a file or a request says", async (t) => {
  let baggage = "";
  const { faults, path } = await setUp(t, { baggage: () => baggage });
  const on = (value: unknown) => ({
    state: "ENABLED",
    variants: { off: 0, on: value },
    defaultVariant: "on",
  });
  const flags = {
    rpcLatency: on(1e308),
    rpcFailure: on(-5),
    cartFailure: on(7),
    rpcHang: on("often"),
    rpcAnswerLost: on(null),
  };
  await writeFile(path, JSON.stringify({ flags }));
  await t.waitFor(() => assert.ok(faults.active), soon);
  assert.equal(await faults.number("rpcLatency"), 2 ** 31 - 1);
  assert.equal(await faults.number("rpcFailure"), 0);
  assert.equal(await faults.number("cartFailure"), 1);
  assert.equal(await faults.number("rpcHang"), 0);
  assert.equal(await faults.number("rpcAnswerLost"), 0);
  baggage = "fault.rpcLatency=-Infinity,fault.rpcFailure=constructor,fault.rpcHang=1e9";
  assert.equal(await faults.number("rpcLatency"), 0);
  assert.equal(await faults.number("rpcFailure"), 0);
  assert.equal(await faults.number("rpcHang"), 1);
});

test("no request can ask for a fault that lasts", async (t) => {
  const baggage = "fault.emailMemoryLeak=100,fault.cartFailure=1";
  const { faults } = await setUp(t, { baggage: () => baggage });
  faults.during("emailMemoryLeak", () => {});
  assert.equal(await faults.number("emailMemoryLeak"), 0);
  assert.equal(await faults.number("cartFailure"), 1);
});

test("no log says that faults are on while they are concealed, and where", async (t) => {
  const { faults, file, lines } = await setUp(t);
  file.conceal(true);
  file.set("cartFailure", "50%");
  await t.waitFor(() => assert.ok(faults.active), soon);
  assert.deepEqual(lines, []);
  assert.equal(file.concealed, true);
  file.conceal(false);
  await t.waitFor(() => assert.equal(lines.length, 1), soon);
  assert.match(lines[0] ?? "", /^faults are on .*cartFailure/);
  file.conceal(true);
  file.clearAll();
  assert.equal(file.concealed, false);
});

test("a fault acts only where its target is", async (t) => {
  let instance: string | undefined;
  const { faults, file } = await setUp(t, { instance: () => instance });
  file.set("rpcFailure", 1, { instance: "cartservice-2" });
  file.set("rpcHang", 1, { service: "cartservice", method: "GetCart" });
  await t.waitFor(() => assert.ok(faults.active), soon);
  assert.equal(await faults.isOn("rpcHang", { method: "GetCart" }), true);
  assert.equal(await faults.isOn("rpcHang", { method: "AddItem" }), false);
  assert.equal(await faults.isOn("rpcFailure"), false);
  instance = "cartservice-2";
  assert.equal(await faults.isOn("rpcFailure"), true);
});

test("a file for opentelemetry-demo works: a boolean is taken for a number", async (t) => {
  const { faults, path } = await setUp(t);
  const cartFailure = {
    state: "ENABLED",
    variants: { on: true, off: false },
    defaultVariant: "on",
  };
  await writeFile(path, JSON.stringify({ flags: { cartFailure } }));
  await t.waitFor(() => assert.ok(faults.active), soon);
  assert.equal(await faults.number("cartFailure"), 1);
  assert.equal(await faults.strikes("cartFailure"), true);
});

test("strikes is true for a share of the times", async (t) => {
  let drawn = 0;
  const { faults, file } = await setUp(t, { random: () => drawn });
  file.set("cartFailure", "25%");
  await t.waitFor(() => assert.ok(faults.active), soon);
  drawn = 0.24;
  assert.equal(await faults.strikes("cartFailure"), true);
  drawn = 0.26;
  assert.equal(await faults.strikes("cartFailure"), false);
});

test("during holds something while a fault is on, and anew with each value", async (t) => {
  const { faults, file } = await setUp(t);
  const held: string[] = [];
  faults.during("cartFailure", (value) => {
    held.push(`begin ${value}`);
    return { [Symbol.dispose]: () => void held.push(`end ${value}`) };
  });
  file.set("cartFailure", "50%");
  await t.waitFor(() => assert.deepEqual(held, ["begin 0.5"]), soon);
  file.set("cartFailure", "100%");
  await t.waitFor(() => assert.deepEqual(held, ["begin 0.5", "end 0.5", "begin 1"]), soon);
  await faults[Symbol.asyncDispose]();
  assert.equal(held.at(-1), "end 1");
});

test("a request asks for faults of its own by its baggage", async (t) => {
  let baggage: string | undefined;
  const { faults, file } = await setUp(t, { baggage: () => baggage });
  baggage = "session.id=7";
  assert.equal(faults.active, false);
  const slow = "fault.rpcLatency=500ms;service=cartservice";
  const failing = "fault.rpcFailure=0.3;service=adservice";
  baggage = `session.id=7, ${slow},${failing},fault.cartFailure=50%25`;
  assert.equal(faults.active, true);
  assert.equal(await faults.number("rpcLatency"), 500);
  assert.equal(await faults.number("rpcFailure"), 0);
  assert.equal(await faults.number("cartFailure"), 0.5);
  file.set("cartFailure", "100%");
  await t.waitFor(async () => assert.equal(await faults.number("cartFailure"), 0.5), soon);
  baggage = undefined;
  await t.waitFor(async () => assert.equal(await faults.number("cartFailure"), 1), soon);
});

test("openFaults keeps the last good version of a file that breaks", async (t) => {
  const { faults, file, path, lines } = await setUp(t);
  file.set("cartFailure", "50%");
  await t.waitFor(() => assert.ok(faults.active), soon);
  await writeFile(path, "{");
  await t.waitFor(() => assert.match(lines.at(-1) ?? "", /cannot read the flag file/), soon);
  assert.equal(await faults.number("cartFailure"), 0.5);
});

const soon = { interval: 10, timeout: 20_000 };
