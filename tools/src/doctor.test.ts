import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { openRegistryFromEnv } from "@hipstershop/service";
import { serviceNames } from "@hipstershop/shop/names";
import type { Report } from "./doctor/report.ts";

const root = join(import.meta.dirname, "../..");
/** One service is real, in a process that can be killed; the others are played by this one. */
const REAL = "shippingservice";
const WAIT = { interval: 200, timeout: 60_000 };

const playing = new AsyncDisposableStack();
const unhealthy = new Set<string>();
let env: NodeJS.ProcessEnv;

before(async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "hipstershop-doctor-"));
  playing.defer(() => rm(dataFolder, { recursive: true }));
  env = { ...process.env, SHOP: `doctor-${randomBytes(6).toString("hex")}`, REGISTRY: "mdns" };
  env.DATA_FOLDER = dataFolder;
  // Nobody listens at this proxy: services on this machine are asked without it.
  Object.assign(env, { HTTP_PROXY: "http://127.0.0.1:1", NODE_USE_ENV_PROXY: "1" });
  const registry = playing.use(await openRegistryFromEnv(env));
  await Promise.all(
    serviceNames
      .filter((name) => name !== REAL)
      .map(async (name) => {
        const server = createServer(
          connectNodeAdapter({ routes: (router) => health(router, name) }),
        );
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        playing.defer(() => {
          server.close();
        });
        const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
        const id = `${name}-${randomBytes(4).toString("hex")}`;
        await registry.register({ id, service: name, address, version: "1", metadata: {} });
      }),
  );
});

after(() => playing.disposeAsync());

test("doctor exits with 0 when every service is found and serving", async (t) => {
  await using _service = startReal();
  await t.waitFor(async () => {
    const { code, report } = await examine();
    assert.equal(code, 0, JSON.stringify(report.problems));
    assert.equal(report.registry.name, "mdns");
    const real = report.services.find(({ name }) => name === REAL);
    assert.equal(real?.instances[0]?.health, "SERVING");
    assert.ok((real?.instances[0]?.ageSeconds ?? -1) >= 0);
  }, WAIT);
});

test("doctor exits with 1 and names the service when one is killed", async (t) => {
  await using service = startReal();
  await t.waitFor(async () => assert.equal((await examine()).code, 0), WAIT);
  await service.kill();
  const { code, report } = await examine();
  assert.equal(code, 1);
  assert.equal(report.problems.length, 1);
  assert.match(report.problems[0]?.what ?? "", new RegExp(`^${REAL} is (unhealthy|not found)`));
  assert.ok(report.problems[0]?.advice);
});

test("doctor exits with 1 and names the service when one has lost its store", async (t) => {
  await using _service = startReal();
  unhealthy.add("cartservice");
  t.after(() => unhealthy.clear());
  await t.waitFor(async () => {
    const { code, report } = await examine();
    assert.equal(code, 1);
    assert.deepEqual(
      report.problems.map(({ what }) => what.replace(/ at .* says/, " says")),
      [`cartservice is unhealthy: ${idOf(report, "cartservice")} says NOT_SERVING`],
    );
  }, WAIT);
});

test("doctor exits with 1 when no service of the shop is found, and says what to do", async () => {
  const { code, text } = await run([], { ...env, SHOP: "nobody-is-here" });
  assert.equal(code, 1);
  assert.match(text, /^Shop "nobody-is-here", found by mdns: REGISTRY is "mdns"$/m);
  assert.match(text, /^ {2}cartservice {2,}not found$/m);
  assert.match(
    text,
    /^error: No service of the shop "nobody-is-here" is found\n {2}Start it with .*REGISTRY_SECRET.*"npm start"/m,
  );
});

test("doctor exits with 2 when a variable or an argument is bad", async () => {
  assert.equal((await run([], { ...env, REGISTRY: "dns" })).code, 2);
  assert.equal((await run(["--yaml"], env)).code, 2);
});

/** Plays a healthy service, or one whose store is lost while its life cycle goes on. */
function health(router: ConnectRouter, name: string): void {
  router.service(Health, {
    check({ service }) {
      const lost = service !== "" && unhealthy.has(name);
      return { status: lost ? Status.NOT_SERVING : Status.SERVING };
    },
  });
}

function startReal() {
  const child = spawn(process.execPath, [join(root, "services", REAL, "src/main.ts")], {
    cwd: root,
    env,
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { kill, [Symbol.asyncDispose]: kill };
}

async function examine(): Promise<{ code: number; report: Report }> {
  const { code, text } = await run(["--json"], env);
  return { code, report: JSON.parse(text) as Report };
}

function run(args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> {
  const doctor = join(import.meta.dirname, "doctor.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [doctor, ...args], { env }, (error, text) => {
      resolve({ code: error === null ? 0 : Number(error.code), text });
    });
  });
}

function idOf(report: Report, service: string): string | undefined {
  return report.services.find(({ name }) => name === service)?.instances[0]?.id;
}
