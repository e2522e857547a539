import assert from "node:assert/strict";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFlagFile } from "@hipstershop/faults";
import { createMemoryRegistry } from "@hipstershop/registry";
import { type RunningService, startService } from "@hipstershop/service";
import { startReceiver } from "@hipstershop/telemetry/testing";
import { cartservice } from "./cartservice.ts";
import { createTestRedis, noRedis } from "./testing/start-redis.ts";

const registry = createMemoryRegistry();

async function start(t: TestContext, env: Record<string, string>): Promise<RunningService> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-cartservice-"));
  t.after(() => rm(folder, { recursive: true }));
  return await startService(cartservice, {
    env: { SHOP: "test", DATA_FOLDER: folder, ...env },
    registry,
    logTo: { write: () => {} },
  });
}

/** Calls a method over HTTP, with JSON, as anyone may. */
async function call(
  { instance }: RunningService,
  method: string,
  request: unknown,
): Promise<unknown> {
  const response = await fetch(`http://${instance.address}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return await response.json();
}

function health(running: RunningService, service: string): Promise<unknown> {
  return call(running, "grpc.health.v1.Health/Check", { service });
}

const added = { userId: "ann", item: { productId: "mug", quantity: 1 } };

test("cartservice keeps carts in its data folder from one run to the next", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-cartservice-"));
  t.after(() => rm(folder, { recursive: true }));
  {
    await using running = await start(t, { DATA_FOLDER: folder });
    await call(running, "hipstershop.CartService/AddItem", added);
  }
  await using running = await start(t, { DATA_FOLDER: folder });
  assert.partialDeepStrictEqual(
    await call(running, "hipstershop.CartService/GetCart", { userId: "ann" }),
    {
      userId: "ann",
      items: [{ productId: "mug", quantity: 1 }],
    },
  );
});

test("cartservice says that it is not ready, and answers, while failedReadinessProbe is on", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-faults-"));
  t.after(() => rm(folder, { recursive: true }));
  const FLAGS_FILE = join(folder, "flags.json");
  using flags = openFlagFile(FLAGS_FILE);
  await using running = await start(t, { FLAGS_FILE });
  const readiness = async (status: string) =>
    await t.waitFor(async () => assert.deepEqual(await health(running, ""), { status }), {
      interval: 20,
      timeout: 30_000,
    });
  await readiness("SERVING");
  flags.set("failedReadinessProbe", true);
  await readiness("NOT_SERVING");
  assert.deepEqual(await call(running, "hipstershop.CartService/AddItem", added), {});
  flags.clearAll();
  await readiness("SERVING");
});

test("cartservice refuses changes, and its health says so, when its file is removed", {
  timeout: 60_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-cartservice-"));
  t.after(() => rm(folder, { recursive: true }));
  await using running = await start(t, { DATA_FOLDER: folder });
  await call(running, "hipstershop.CartService/AddItem", added);
  const file = join(folder, "test", "carts.sqlite");
  await rename(file, `${file}-aside`);
  assert.partialDeepStrictEqual(await call(running, "hipstershop.CartService/AddItem", added), {
    code: "failed_precondition",
  });
  const until = { interval: 20, timeout: 30_000 };
  const shows = (status: string) =>
    t.waitFor(async () => {
      assert.deepEqual(await health(running, "hipstershop.CartService"), { status });
    }, until);
  await shows("NOT_SERVING");
  assert.deepEqual(await health(running, ""), { status: "SERVING" });
  await rename(`${file}-aside`, file);
  await shows("SERVING");
  assert.partialDeepStrictEqual(
    await call(running, "hipstershop.CartService/GetCart", { userId: "ann" }),
    { items: [{ productId: "mug", quantity: 1 }] },
  );
});

test("an RPC of cartservice has a span of what it asks of Redis, and none of it says whose cart it is", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using receiver = await startReceiver();
  await using redis = await createTestRedis();
  await redis.start();
  await using running = await start(t, {
    REDIS_ADDR: redis.url.replace("redis://", ""),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  const user = { userId: "zoe.quux" };
  const rpcs = () => receiver.spans.filter(({ kind }) => kind === "server");
  await t.waitFor(
    async () => {
      await call(running, "hipstershop.CartService/AddItem", { ...added, ...user });
      await call(running, "hipstershop.CartService/GetCart", user);
      const ofRedis = receiver.spans.filter(({ attributes }) => {
        return attributes["db.system.name"] === "redis";
      });
      for (const method of ["AddItem", "GetCart"]) {
        const rpc = rpcs().find(({ name }) => name.endsWith(`/${method}`));
        assert.ok(rpc && ofRedis.some(({ parentId }) => parentId === rpc.spanId), method);
      }
    },
    { interval: 20, timeout: 30_000 },
  );
  assert.ok(receiver.bodies.every(({ body }) => !body.includes(user.userId)));
});

test("cartservice stays findable while its Redis is gone, and says what is wrong", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await redis.start();
  await using running = await start(t, { REDIS_ADDR: redis.url.replace("redis://", "") });
  await call(running, "hipstershop.CartService/AddItem", added);

  await redis.kill();
  assert.deepEqual(await call(running, "hipstershop.CartService/GetCart", { userId: "ann" }), {
    code: "failed_precondition",
    message: "Can't access cart storage. Please try again in a moment",
  });
  const until = { interval: 20, timeout: 30_000 };
  await t.waitFor(async () => {
    const state = await health(running, "hipstershop.CartService");
    assert.deepEqual(state, { status: "NOT_SERVING" });
  }, until);
  assert.deepEqual(await health(running, ""), { status: "SERVING" });
  assert.deepEqual(await health(running, "liveness"), { status: "SERVING" });
  assert.deepEqual(
    (await registry.getService("cartservice")).map(({ id }) => id),
    [running.instance.id],
  );

  await redis.start();
  await t.waitFor(async () => {
    const state = await health(running, "hipstershop.CartService");
    assert.deepEqual(state, { status: "SERVING" });
  }, until);
  assert.partialDeepStrictEqual(
    await call(running, "hipstershop.CartService/GetCart", { userId: "ann" }),
    {
      userId: "ann",
      items: [{ productId: "mug", quantity: 1 }],
    },
  );
});
