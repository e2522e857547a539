import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Instance, Registry } from "@hipstershop/registry";
import { serviceNames } from "@hipstershop/shop/names";
import { openMdnsRegistry } from "./shop.ts";

const root = join(import.meta.dirname, "../..");
const shopName = `dev-${randomBytes(4).toString("hex")}`;
const skip =
  process.platform !== "linux" && process.env.REQUIRE_ALL !== "1" && "finds processes in /proc";
const DEADLINE = { interval: 100, timeout: 60_000 };

describe("turbo dev", { skip }, () => {
  let registry: Registry;
  let dataFolder: string;
  let port: number;
  let turbo: ChildProcess;
  let output = "";

  before(async () => {
    registry = await openMdnsRegistry(shopName);
    dataFolder = await mkdtemp(join(tmpdir(), "hipstershop-dev-"));
    port = await freePort();
    // In a process group of its own, as in a terminal of its own.
    turbo = spawn(join(root, "node_modules/.bin/turbo"), ["dev"], {
      cwd: root,
      detached: true,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DO_NOT_TRACK: "1",
        SHOP: shopName,
        PORT: String(port),
        DATA_FOLDER: dataFolder,
        EXTRA_LATENCY: "400ms",
      },
    });
    // Nobody else ends it when the tests are interrupted.
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        pressCtrlC();
        process.exit(1);
      });
    }
    for (const stream of [turbo.stdout, turbo.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
  });

  after(async () => {
    for (const pid of processesOf(shopName)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile, as those do whose parent was killed.
      }
    }
    await registry[Symbol.asyncDispose]();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test("runs the whole shop with the variables it is given", async (t) => {
    await t.waitFor(
      async () => {
        assert.match(output, new RegExp(`http://localhost:${port}`), output.slice(-2_000));
        assert.deepEqual(await registry.listServices(), serviceNames);
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
    pressCtrlC();
    await t.waitFor(() => assert.match(output, /Shutting down/, output.slice(-2_000)), DEADLINE);
    // At the second turbo kills what it has started: all but the services.
    pressCtrlC();
    await t.waitFor(() => assert.deepEqual(processesOf(shopName, "watch.mjs"), []), DEADLINE);
    call.end("{}");
    const [answer] = await once(call, "response");
    assert.equal(answer.statusCode, 200);
    answer.resume();
    await t.waitFor(() => assert.deepEqual(processesOf(shopName), []), DEADLINE);
    await assert.rejects(reach(port), { code: "ECONNREFUSED" });
    await t.waitFor(async () => assert.deepEqual(await registry.listServices(), []), DEADLINE);
  });

  /** As a terminal sends it: to the whole foreground process group. */
  function pressCtrlC(): void {
    process.kill(-(turbo.pid as number), "SIGINT");
  }
});

const POST = { method: "POST", headers: { "content-type": "application/json" } };

function urlOf(currency: Instance | undefined): string {
  return `http://${currency?.address}/hipstershop.CurrencyService/GetSupportedCurrencies`;
}

/** The processes that were given this SHOP and still run `program`, by /proc (Linux). */
function processesOf(shopName: string, program = ""): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8");
        return (
          read("environ").split("\0").includes(`SHOP=${shopName}`) &&
          read("cmdline").includes(program)
        );
      } catch {
        return false;
      }
    });
}

/**
 * Returns a port that nobody listens at: one below those that a system hands out by itself, so
 * that nobody is given it before the frontend is.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
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
