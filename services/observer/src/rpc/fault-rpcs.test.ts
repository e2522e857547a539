import assert from "node:assert/strict";
import { mkdir, mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Code, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { openFlagFile } from "@hipstershop/faults";
import { ObserverService } from "@hipstershop/proto/hipstershop/observer/observer";
import { startObserver } from "../testing/start-observer.ts";

/** Starts an observer with a flag file of its own, until the test ends. */
async function openObserver(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-faults-")));
  const path = join(folder.path, "flags.json");
  const observer = stack.use(await startObserver({ FLAGS_FILE: path, ...env }));
  const transport = createConnectTransport({ baseUrl: observer.url, httpVersion: "1.1" });
  return { path, ...createClient(ObserverService, transport) };
}

test("SetFault turns a fault on and off, for a target too, and ClearFaults ends all", async (t) => {
  const { path, listFaults, setFault, clearFaults } = await openObserver(t);
  const on = async () =>
    (await listFaults({})).faults
      .filter((fault) => fault.on.length > 0)
      .map(({ name, on: [rule] }) => [name, rule?.value, rule?.target?.service]);
  assert.deepEqual(await on(), []);

  const { fault } = await setFault({ name: "paymentUnreachable", value: "on" });
  assert.equal(fault?.on[0]?.value, "true");
  await setFault({ name: "rpcLatency", value: "300", target: { service: "cartservice" } });
  assert.deepEqual(await on(), [
    ["paymentUnreachable", "true", ""],
    ["rpcLatency", "300", "cartservice"],
  ]);
  assert.match(await readFile(path, "utf8"), /"rpcLatency"/);
  await setFault({ name: "paymentUnreachable", value: "off" });
  assert.deepEqual(await on(), [["rpcLatency", "300", "cartservice"]]);
  await clearFaults({});
  assert.deepEqual(await on(), []);
});

test("SetFault says what is wrong with a fault or a value", async (t) => {
  const { setFault } = await openObserver(t);
  await assert.rejects(setFault({ name: "moon", value: "on" }), {
    code: Code.InvalidArgument,
    rawMessage: 'there is no flag "moon"',
  });
  await assert.rejects(setFault({ name: "rpcFailure", value: "many" }), {
    code: Code.InvalidArgument,
    rawMessage: /^rpcFailure must be a number/,
  });
});

test("SetFault says which file is in its way", async (t) => {
  const { path, setFault } = await openObserver(t);
  await mkdir(`${path}.lock`);
  await assert.rejects(setFault({ name: "paymentUnreachable", value: "on" }), {
    code: Code.FailedPrecondition,
    rawMessage: /flags\.json\.lock cannot be opened/,
  });
});

test("ListFaults keeps what is on while somebody is looking for it", async (t) => {
  const { path, listFaults, setFault } = await openObserver(t);
  await setFault({ name: "paymentUnreachable", value: "on" });
  using file = openFlagFile(path);
  file.conceal(true);
  await t.waitFor(async () => {
    const { concealed, faults } = await listFaults({});
    assert.equal(concealed, true);
    assert.ok(faults.every(({ on }) => on.length === 0));
  }, WAIT);
});

test("no fault can be set in production", async (t) => {
  const { listFaults, setFault } = await openObserver(t, { NODE_ENV: "production" });
  const refused = { code: Code.FailedPrecondition };
  await assert.rejects(listFaults({}), refused);
  await assert.rejects(setFault({ name: "paymentUnreachable", value: "on" }), refused);
});

const WAIT = { interval: 50, timeout: 10_000 };
