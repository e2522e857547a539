import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFlagFile } from "@hipstershop/faults";
import { LoadGeneratorService } from "@hipstershop/proto/hipstershop/dev/load";
import { createMemoryRegistry, type Registry } from "@hipstershop/registry";
import { defineService, openRegistryFromEnv, startService } from "@hipstershop/service";
import { startDevRunner } from "../testing/start-dev-runner.ts";
import { startObserver } from "../testing/start-observer.ts";

const DEADLINE = { interval: 10, timeout: 20_000 };

test("the page Load shows what a load generator says that is found by its name", async (t) => {
  await using shop = await open(t, { generator: true });
  const page = await shop.page();
  assert.match(page, /12 visitors are in the shop, 20 are to be, 5 more each second/);
  assert.match(page, /browse 3, checkout 1/);
  assert.match(page, /<span>40\/s<\/span>/);
  assert.match(page, /10 failed/);
  assert.match(page, /p50 30\.0 ms/);
  assert.match(page, /p95 140 ms/);
  assert.match(page, /up to 50\/s/);
  assert.match(page, /<b>7 ×<\/b> GET \/: &lt;b&gt;status 500/);
  assert.match(page, /class="area requests" d="M\d/);
});

test("“Play this” sets the flags, and starts a load generator where none runs", async (t) => {
  await using shop = await open(t, {});
  assert.match(await shop.page(), /No load generator is found/);
  const fields = { act: "play", visitors: "37", rate: "", flood: "0", mix: "browse=3,checkout=1" };
  assert.equal((await shop.send(fields)).status, 303);
  assert.deepEqual(shop.runner.asked, ["addCopy loadgenerator"]);
  assert.deepEqual(shop.on(), {
    loadGeneratorVUs: 37,
    loadGeneratorMix: "browse=3,checkout=1",
  });
  assert.match(await shop.page(), /name="visitors" value="37"/);
  await shop.send({ act: "play" });
  assert.deepEqual(shop.on(), {}, "an empty field says nothing");
});

test("“Play this” turns the traffic on, and starts no second load generator", async (t) => {
  await using shop = await open(t, { generator: true });
  shop.set("loadGeneratorTraffic", 0);
  await t.waitFor(async () => assert.match(await shop.page(), /Nobody comes/), DEADLINE);
  await shop.send({ act: "play" });
  assert.deepEqual(shop.on(), {});
  assert.deepEqual(shop.runner.asked, []);
});

test("“Stop” ends what the runner started, and turns off the traffic of others", async (t) => {
  {
    await using shop = await open(t, { generator: true, pids: [process.pid] });
    await shop.send({ act: "stop" });
    assert.deepEqual(shop.runner.asked, [`stopCopy ${process.pid}`]);
    assert.deepEqual(shop.on(), {});
  }
  await using shop = await open(t, { generator: true });
  await shop.send({ act: "stop" });
  assert.deepEqual(shop.runner.asked, []);
  assert.deepEqual(shop.on(), { loadGeneratorTraffic: 0 });
});

for (const [name, value, why] of [
  ["visitors", "many", "“Visitors” must be a whole number from 1 to 10000"],
  ["visitors", "0", "“Visitors” must be"],
  ["rate", "1.5", "“More each second” must be"],
  ["flood", "-1", "“Home page in a row” must be"],
  ["mix", "browse", "“What they do” must be words with weights"],
  ["mix", "sleep=1", "Visitors know: browse, checkout."],
] as const) {
  test(`the form names the field that has ${value} for ${name}, and changes nothing`, async (t) => {
    await using shop = await open(t, { generator: true });
    const fields = { act: "play", visitors: "37", [name]: value };
    const { status, text } = await shop.send(fields);
    assert.equal(status, 422);
    assert.ok(text.includes(why), text);
    assert.deepEqual(shop.on(), {});
  });
}

test("in production the page says what steers the load there", async (t) => {
  await using shop = await open(t, { env: { NODE_ENV: "production" } });
  assert.match(await shop.page(), /kubectl .* set env deployment\/loadgenerator USERS=50/);
  assert.equal((await shop.send({ act: "stop" })).status, 404);
});

test("in one process the page Load says how visitors come in", async () => {
  const { traits } = await openRegistryFromEnv({ REGISTRY: "memory" });
  assert.ok(traits);
  await using registry = Object.assign(createMemoryRegistry(), { traits });
  const frontend = { id: "frontend-1", service: "frontend", address: "127.0.0.1:8081" };
  await registry.register({ ...frontend, version: "1", metadata: {} });
  await using observer = await startObserver({}, registry);
  const page = await observer.read("/load");
  assert.match(page, /FRONTEND_ADDR=127\.0\.0\.1:8081 npm run load/);
  assert.doesNotMatch(page, /npm run dev|Play this|kubectl/);
});

interface Setting {
  /** Whether a load generator runs. */
  readonly generator?: boolean;
  /** Which processes the runner has started. */
  readonly pids?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
}

async function open(t: TestContext, { generator = false, pids = [], env = {} }: Setting) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-load-")));
  const FLAGS_FILE = join(folder.path, "flags.json");
  const flags = stack.use(openFlagFile(FLAGS_FILE));
  const registry = createMemoryRegistry();
  const runner = stack.use(await startDevRunner(registry, pids, "loadgenerator"));
  if (generator) stack.use(await startGenerator(registry));
  const observer = stack.use(await startObserver({ FLAGS_FILE, ...env }, registry));
  const page = () => observer.read("/load");
  await t.waitFor(async () => {
    assert.match(await observer.read("/map"), generator ? /loadgenerator-/ : /devrunner-/);
  }, DEADLINE);
  const all = stack.move();
  return {
    runner,
    page,
    set: flags.set,
    /** What flags say, where they say something. */
    on: () => {
      const fresh = openFlagFile(FLAGS_FILE);
      const on = fresh.list().filter((flag) => flag.on.length > 0);
      fresh[Symbol.dispose]();
      return Object.fromEntries(on.map(({ name, on: [rule] }) => [name, rule?.value]));
    },
    async send(fields: Readonly<Record<string, string>>) {
      const token = /name="token" value="([^"]+)"/.exec(await page())?.[1] ?? "guess";
      const body = new URLSearchParams({ token, ...fields });
      const url = `${observer.url}/load`;
      const response = await fetch(url, { method: "POST", body, redirect: "manual" });
      return { status: response.status, text: await response.text() };
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Starts a load generator of no visitors, which says that there are some. */
async function startGenerator(registry: Registry): Promise<AsyncDisposable> {
  const sample = { requests: 40, failed: 10, p50Ms: 30, p95Ms: 140 };
  const definition = defineService({
    service: LoadGeneratorService,
    create: () => ({
      getLoad: () => ({
        visitors: 12,
        settings: { visitors: 20, visitorsPerSecond: 5, mix: { browse: 3, checkout: 1 } },
        samples: [
          { ...sample, second: 1_000n },
          { ...sample, second: 1_001n },
        ],
        failures: [{ reason: "GET /: <b>status 500", times: 7 }],
      }),
    }),
  });
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  return await startService({ ...definition, name: "loadgenerator" }, { env, registry });
}
