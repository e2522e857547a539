import assert from "node:assert/strict";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFlagFile } from "@hipstershop/faults";
import { createMemoryRegistry } from "@hipstershop/registry";
import { startObserver } from "../testing/start-observer.ts";

async function open(t: TestContext, env: Record<string, string> = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-faults-"));
  t.after(() => folder.remove());
  const FLAGS_FILE = join(folder.path, "flags.json");
  const registry = createMemoryRegistry();
  for (const service of ["adservice", "cartservice"]) {
    const id = `${service}-1`;
    await registry.register({ id, service, address: "127.0.0.1:9", version: "1", metadata: {} });
  }
  const observer = await startObserver({ FLAGS_FILE, ...env }, registry);
  t.after(async () => {
    await observer[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });
  async function send(fields: Record<string, string>) {
    const token = /name="token" value="([^"]+)"/.exec(await observer.read("/faults"))?.[1] ?? "";
    const response = await fetch(`${observer.url}/faults`, {
      method: "POST",
      body: new URLSearchParams({ token, ...fields }),
      redirect: "manual",
    });
    return { status: response.status, text: await response.text() };
  }
  const flag = async (name: string) => JSON.parse(await readFile(FLAGS_FILE, "utf8")).flags[name];
  return { observer, registry, send, flag, path: FLAGS_FILE };
}

test("the page Faults turns a flag on for a target, shows it, and ends it", async (t) => {
  const { observer, send, flag } = await open(t);
  const page = await observer.read("/faults");
  assert.match(page, /Nothing is broken/);
  assert.match(page, /<a href="\/faults" aria-current="page">Faults/);
  assert.match(page, /<option>adservice<\/option><option>cartservice<\/option>/);
  const slow = { act: "set", flag: "rpcLatency", value: "500ms", service: "cartservice" };
  assert.equal((await send({ ...slow, instance: "", method: " GetCart " })).status, 303);
  assert.match(JSON.stringify((await flag("rpcLatency")).targeting), /GetCart.*cartservice.*500ms/);
  assert.match(await observer.read("/faults"), /rpcLatency &quot;500ms&quot; \(.*cartservice/);
  await send({ act: "clear", flag: "rpcLatency", service: "cartservice", method: "GetCart" });
  assert.match(await observer.read("/faults"), /Nothing is broken/);
});

test("the page Faults has a command for faults of one's own that reaches this shop", async (t) => {
  const { observer, registry } = await open(t);
  assert.match(await observer.read("/faults"), /curl -H .* http:\/\/localhost:8080\/cart/);
  const frontend = { id: "frontend-1", service: "frontend", address: "127.0.0.1:8081" };
  await registry.register({ ...frontend, version: "1", metadata: {} });
  assert.match(await observer.read("/faults"), /curl -H .* http:\/\/127\.0\.0\.1:8081\/cart/);
});

test("the stop button ends all faults", async (t) => {
  const { observer, send, flag } = await open(t);
  await send({ act: "set", flag: "adFailure", value: "true" });
  await send({ act: "set", flag: "cartFailure", value: "0.3" });
  assert.equal((await flag("cartFailure")).defaultVariant, "0.3");
  assert.match(await observer.read("/faults"), /End all faults/);
  await send({ act: "stop" });
  assert.equal((await flag("adFailure")).defaultVariant, "off");
  assert.match(await observer.read("/faults"), /Nothing is broken/);
});

test("the page Faults says what is wrong with a value, and changes nothing", async (t) => {
  const { send } = await open(t);
  const { status, text } = await send({ act: "set", flag: "cartFailure", value: "often" });
  assert.equal(status, 400);
  assert.match(text, /cartFailure must be a number, or one of off, 10%/);
  assert.equal(
    (await send({ act: "set", flag: "adFailure", value: "1", token: "no" })).status,
    403,
  );
});

test("the page Faults keeps what is concealed a secret", async (t) => {
  const { observer, path } = await open(t);
  using file = openFlagFile(path);
  file.conceal(true);
  file.set("adFailure", true);
  await t.waitFor(async () => assert.match(await observer.read("/faults"), /stays a secret/), soon);
  assert.doesNotMatch(await observer.read("/faults"), /adFailure &quot;/);
});

test("the page Faults has no buttons where the file cannot be changed", async (t) => {
  const { observer } = await open(t, { FLAGS_FILE: join(import.meta.filename, "flags.json") });
  const page = await observer.read("/faults");
  assert.match(page, /kubectl edit configmap faults/);
  assert.doesNotMatch(page, /<form/);
});

test("in production there is no page Faults, unless FAULTS is set", async (t) => {
  const { observer } = await open(t, { NODE_ENV: "production" });
  assert.doesNotMatch(await observer.read("/map"), /href="\/faults"/);
  assert.match(await observer.read("/faults"), /nothing here/);
  const allowed = await open(t, { NODE_ENV: "production", FAULTS: "1" });
  assert.match(await allowed.observer.read("/faults"), /Nothing is broken/);
});

const soon = { interval: 20, timeout: 20_000 };
