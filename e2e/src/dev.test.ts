import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { utimesSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Instance, Registry } from "@hipstershop/registry";
import { OBSERVER, serviceNames } from "@hipstershop/shop/names";
import { freePort } from "@hipstershop/transport/testing/free-port";
import { processesOf, type Run, runScript } from "./run-script.ts";
import { openMdnsRegistry } from "./shop.ts";

const root = join(import.meta.dirname, "../..");
const skip =
  process.platform !== "linux" && process.env.REQUIRE_ALL !== "1" && "finds processes in /proc";
const DEADLINE = { interval: 100, timeout: 60_000 };

describe("turbo dev", { skip }, () => {
  const shopName = `dev-${randomBytes(4).toString("hex")}`;
  let registry: Registry;
  let port: number;
  let turbo: Run;

  before(async () => {
    registry = await openMdnsRegistry(shopName);
    port = await freePort();
    turbo = await runScript("turbo", ["dev"], {
      SHOP: shopName,
      PORT: String(port),
      EXTRA_LATENCY: "400ms",
    });
  });

  after(async () => {
    await turbo[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });

  test("runs the whole shop with the variables it is given", async (t) => {
    await t.waitFor(
      async () => {
        assert.match(turbo.output(), new RegExp(`The shop is up: http://localhost:${port}`));
        const all = [...serviceNames, OBSERVER, DEV_RUNNER];
        assert.deepEqual(await registry.listServices(), all.sort());
      },
      { ...DEADLINE, timeout: 120_000 },
    );
    const home = await fetch(`http://localhost:${port}/`);
    assert.equal(home.status, 200);

    // PORT is the frontend's alone; EXTRA_LATENCY is for every RPC.
    const [currency] = await registry.getService("currencyservice");
    assert(currency);
    assert.notEqual(currency.address, `127.0.0.1:${port}`);
    const start = performance.now();
    const answer = await fetch(urlOf(currency), { ...POST, body: "{}" });
    assert.equal(answer.status, 200);
    assert(performance.now() - start >= 399, "EXTRA_LATENCY did not reach the service");
  });

  test("a service restarts by itself when a source of it changes", async (t) => {
    const [before] = await registry.getService("shippingservice");
    assert(before);
    const now = new Date();
    utimesSync(join(root, "services/shippingservice/src/shippingservice.ts"), now, now);
    await t.waitFor(async () => {
      const instances = await registry.getService("shippingservice");
      assert.equal(instances.length, 1);
      assert.notEqual(instances[0]?.id, before.id);
    }, DEADLINE);
  });

  test("Ctrl-C, also twice, lets a call in flight end, then every process, and frees the port", async (t) => {
    assert(processesOf(shopName).length > serviceNames.length);
    const [currency] = await registry.getService("currencyservice");
    // The service asks for the body: it has the call, and cannot end it yet.
    const call = request(urlOf(currency), {
      ...POST,
      headers: { ...POST.headers, expect: "100-continue" },
    });
    call.flushHeaders();
    await once(call, "continue");
    turbo.signal("SIGINT");
    await t.waitFor(() => assert.match(turbo.output(), /Stopping/), DEADLINE);
    // At the second turbo kills what it has started: all but the services.
    turbo.signal("SIGINT");
    await t.waitFor(() => assert.deepEqual(processesOf(shopName, SUPERVISOR), []), DEADLINE);
    call.end("{}");
    const [answer] = await once(call, "response");
    assert.equal(answer.statusCode, 200);
    answer.resume();
    await t.waitFor(() => assert.deepEqual(processesOf(shopName), []), DEADLINE);
    await assert.rejects(reach(port), { code: "ECONNREFUSED" });
    await t.waitFor(async () => assert.deepEqual(await servicesIn(registry), []), DEADLINE);
  });
});

describe("npm run dev", { skip }, () => {
  for (const [what, args, end] of [
    ["its terminal is closed", ["-w", "currencyservice"], (run) => run.signal("SIGHUP")],
    [
      "its supervisor is killed",
      ["--", "currencyservice", "currencyservice"],
      (_, shopName) => {
        for (const pid of processesOf(shopName, SUPERVISOR)) process.kill(pid, "SIGKILL");
      },
    ],
    [
      "npm is asked to end",
      ["--", "currencyservice"],
      (_, shopName) => {
        for (const pid of processesOf(shopName, "npm run dev")) process.kill(pid, "SIGTERM");
      },
    ],
  ] satisfies [string, string[], (run: Run, shopName: string) => void][]) {
    test(`runs ${args.join(" ")}, and leaves nothing when ${what}`, async (t) => {
      const { registry, run, shopName } = await start(t, args);
      const copies = args.filter((arg) => arg === "currencyservice").length;
      await t.waitFor(async () => {
        assert.equal((await registry.getService("currencyservice")).length, copies, run.output());
      }, DEADLINE);
      assert.deepEqual(await servicesIn(registry), ["currencyservice"]);
      end(run, shopName);
      await t.waitFor(() => assert.deepEqual(processesOf(shopName), []), DEADLINE);
      await t.waitFor(async () => assert.deepEqual(await servicesIn(registry), []), DEADLINE);
    });
  }

  test("names the services that there are when it does not know one", async (t) => {
    const { run } = await start(t, ["--", "currencyservice", "currency"]);
    await t.waitFor(() => {
      assert.match(run.output(), /There is no service "currency"\. There are: adservice, /);
      assert.equal(run.exitCode(), 1);
    }, DEADLINE);
  });

  async function start(t: TestContext, args: readonly string[]) {
    const shopName = `dev-${randomBytes(4).toString("hex")}`;
    const registry = await openMdnsRegistry(shopName);
    const run = await runScript("npm", ["run", "dev", ...args], { SHOP: shopName });
    t.after(async () => {
      await run[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    });
    return { registry, run, shopName };
  }
});

/** The program that runs the services. */
const SUPERVISOR = "dev/main.ts";

/** What it is found as, by the map's buttons. */
const DEV_RUNNER = "devrunner";

/** Returns the services that a registry knows. What ran them says no goodbye where it was killed. */
async function servicesIn(registry: Registry): Promise<readonly string[]> {
  return (await registry.listServices()).filter((name) => name !== DEV_RUNNER);
}

const POST = { method: "POST", headers: { "content-type": "application/json" } };

function urlOf(currency: Instance | undefined): string {
  return `http://${currency?.address}/hipstershop.CurrencyService/GetSupportedCurrencies`;
}

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
  });
}
