import assert from "node:assert/strict";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { startDevRunner } from "../testing/start-dev-runner.ts";
import { startObserver } from "../testing/start-observer.ts";

const DEADLINE = { interval: 10, timeout: 20_000 };

test("the buttons of an instance act on its process, through the runner that started it", async (t) => {
  await using shop = await open(t);
  const page = await shop.page("/registry/instances/ad-2");
  for (const act of ["restart", "stop", "kill", "freeze"]) {
    assert.match(page, new RegExp(`name="act" value="${act}"`));
    const { status, location } = await shop.send("/processes/ad-2", page, { act, pid: "22" });
    assert.deepEqual([status, location], [303, "/map"]);
  }
  assert.deepEqual(shop.two.asked, [
    "restartCopy 22",
    "stopCopy 22",
    "killCopy 22",
    "freezeCopy 22",
  ]);
  assert.deepEqual(shop.one.asked, []);
});

test("an instance that is held can be thawed", async (t) => {
  await using shop = await open(t);
  const page = await shop.page("/registry/instances/ad-1");
  assert.doesNotMatch(page, /value="freeze"/);
  await shop.send("/processes/ad-1", page, { act: "thaw", pid: "11" });
  assert.deepEqual(shop.one.asked, ["thawCopy 11"]);
});

test("an instance that no runner started has no buttons", async (t) => {
  await using shop = await open(t);
  assert.doesNotMatch(await shop.page("/registry/instances/ad-3"), /name="act"/);
  const page = await shop.page("/registry/instances/ad-1");
  for (const [id, fields] of [
    ["ad-3", { act: "kill", pid: "33" }],
    // Another process has the instance's place since the page was made.
    ["ad-1", { act: "kill", pid: "10" }],
    ["ad-1", { act: "explode", pid: "11" }],
    ["ad-1", { act: "toString", pid: "11" }],
    ["nobody", { act: "kill", pid: "11" }],
  ] as const) {
    assert.equal((await shop.send(`/processes/${id}`, page, fields)).status, 409, id);
  }
  assert.deepEqual([...shop.one.asked, ...shop.two.asked], []);
});

test("the page of a service starts another copy, where a runner knows the service", async (t) => {
  await using shop = await open(t);
  const map = await shop.page("/map");
  assert.match(map, /class="more" href="\/services\/adservice"/);
  // What starts copies is started by a person.
  assert.doesNotMatch(map, /class="more" href="\/services\/devrunner"/);
  const page = await shop.page("/services/adservice");
  assert.match(page, /adservice has 3 instances/);
  const { status, location } = await shop.send("/services/adservice", page, {});
  assert.deepEqual([status, location], [303, "/map"]);
  assert.deepEqual([...shop.one.asked, ...shop.two.asked], ["addCopy adservice"]);
  assert.doesNotMatch(await shop.page("/services/shelf"), /Another copy/);
  assert.equal((await shop.send("/services/shelf", page, {})).status, 409);
});

test("buttons refuse a form without the token, and one that another site sent", async (t) => {
  await using shop = await open(t);
  const page = await shop.page("/registry/instances/ad-2");
  const fields = { act: "kill", pid: "22" };
  assert.equal((await shop.send("/processes/ad-2", "", fields)).status, 403);
  const headers = { "sec-fetch-site": "cross-site" };
  assert.equal((await shop.send("/processes/ad-2", page, fields, headers)).status, 403);
  assert.equal((await shop.send("/services/adservice", page, {}, headers)).status, 403);
  assert.deepEqual(shop.two.asked, []);
});

test("buttons make a service or an instance slow, or let it fail, and end that", async (t) => {
  await using shop = await open(t);
  const on = async () => {
    const { flags } = JSON.parse(await readFile(shop.flagsFile, "utf8"));
    return [flags.rpcLatency, flags.rpcFailure].map(({ targeting }) => JSON.stringify(targeting));
  };
  const page = await shop.page("/services/adservice");
  const slow = { service: "adservice", begin: "rpcLatency" };
  assert.equal((await shop.send("/breakings", page, slow)).status, 303);
  const fail = { service: "adservice", instance: "ad-2", begin: "rpcFailure" };
  await shop.send("/breakings", await shop.page("/registry/instances/ad-2"), fail);
  const [latency, failure] = await on();
  assert.match(String(latency), /"adservice"/);
  assert.match(String(failure), /"ad-2"/);
  assert.match(await shop.page("/services/adservice"), /name="end" value="rpcLatency"/);
  assert.match(await shop.page("/registry/instances/ad-2"), /name="end" value="rpcFailure"/);
  assert.match(await shop.page("/registry/instances/ad-1"), /name="begin" value="rpcFailure"/);
  await shop.send("/breakings", page, { service: "adservice", end: "rpcLatency" });
  assert.doesNotMatch(String((await on())[0]), /adservice/);
});

test("nothing can be done to processes in production", async (t) => {
  await using shop = await open(t, { NODE_ENV: "production" });
  assert.doesNotMatch(await shop.page("/registry/instances/ad-2"), /name="act"/);
  assert.doesNotMatch(await shop.page("/map"), /\/services\//);
  assert.match(await shop.page("/services/adservice"), /nothing here/);
});

/** An observer of three instances of "adservice": two of them are of a dev runner each. */
async function open(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const registry = createMemoryRegistry();
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-processes-")));
  const flagsFile = join(folder.path, "flags.json");
  for (const number of [1, 2, 3]) {
    await registry.register({
      id: `ad-${number}`,
      service: "adservice",
      address: `127.0.0.1:${number}`,
      version: "1",
      metadata: { pid: `${number}${number}` },
    });
  }
  const one = stack.use(await startDevRunner(registry, [-11]));
  const two = stack.use(await startDevRunner(registry, [22]));
  const observer = stack.use(await startObserver({ FLAGS_FILE: flagsFile, ...env }, registry));
  await t.waitFor(async () => {
    assert.match(await observer.read("/map"), /ad-3[\s\S]*devrunner/);
  }, DEADLINE);
  return {
    flagsFile,
    one,
    two,
    page: observer.read,
    async send(
      path: string,
      page: string,
      fields: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = {},
    ) {
      const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "guess";
      const response = await fetch(observer.url + path, {
        method: "POST",
        headers,
        body: new URLSearchParams({ token, ...fields }),
        redirect: "manual",
      });
      return { status: response.status, location: response.headers.get("location") };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
