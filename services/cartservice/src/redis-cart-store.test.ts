import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { runInCallContext } from "@hipstershop/rpc";
import { Redis } from "ioredis";
import {
  CART_EXPIRY_MS,
  type CartStore,
  KEY_KEPT_MS,
  KEYS_KEPT,
  REMOVALS_KEPT,
} from "./cart-store.ts";
import { createRedisCartStore } from "./redis-cart-store.ts";
import { cartStoreContract } from "./testing/cart-store-contract.ts";
import { createTestRedis, noRedis, type TestRedis } from "./testing/start-redis.ts";
import { startRelay } from "./testing/start-relay.ts";

// One server and one control connection for the contract, whose tests run one by one.
let server: TestRedis;
let control: Redis;

before(async () => {
  if (noRedis) return;
  server = await createTestRedis();
  await server.start();
  control = new Redis(server.url);
});

after(async () => {
  control?.disconnect();
  await server?.[Symbol.asyncDispose]();
});

cartStoreContract(
  "redis",
  async () => {
    await control.flushall();
    return {
      open: () => createRedisCartStore(server.url),
      advance: (ms) => age(control, ms),
    };
  },
  { skip: noRedis },
);

async function recordOf(userId: string) {
  return JSON.parse((await control.get(`cart:${userId}`)) ?? "null");
}

/** Brings the expiry of every key nearer. */
async function age(redis: Redis, ms: number): Promise<void> {
  for (const key of await redis.keys("*")) {
    const leftMs = await redis.pttl(key);
    if (leftMs > ms) await redis.pexpire(key, leftMs - ms);
    else await redis.del(key);
  }
}

test("redis store keeps a cart under one key, which expires", { skip: noRedis }, async () => {
  await control.flushall();
  await using store = await createRedisCartStore(server.url);
  await store.addItem("ann", { productId: "mug", quantity: 1 });
  assert.deepEqual(await control.keys("*"), ["cart:ann"]);
  const { lines, version } = await recordOf("ann");
  assert.deepEqual([lines, version], [[["mug", 1]], (await store.getCart("ann")).version]);
  const leftMs = await control.pttl("cart:ann");
  assert.ok(leftMs > CART_EXPIRY_MS - 60_000 && leftMs <= CART_EXPIRY_MS);
  await store.updateItem("ann", { productId: "mug", quantity: 0 });
  assert.deepEqual(await control.keys("*"), []);
});

test("redis store reads and changes a cart of an earlier release", { skip: noRedis }, async () => {
  await control.flushall();
  await control.set("cart:ann", '[["mug",1],["hat",2]]', "PX", CART_EXPIRY_MS);
  await using store = await createRedisCartStore(server.url);
  assert.equal((await store.getCart("ann")).version, "");
  await store.addItem("ann", { productId: "mug", quantity: 1 }, { key: "k" });
  await store.addItem("ann", { productId: "mug", quantity: 1 }, { key: "k" });
  assert.deepEqual((await store.getCart("ann")).lines, [
    { productId: "mug", quantity: 2 },
    { productId: "hat", quantity: 2 },
  ]);
});

test("redis store keeps a limited number of keys of additions, for a limited time", {
  skip: noRedis,
}, async () => {
  await control.flushall();
  await using store = await createRedisCartStore(server.url);
  for (let i = 0; i <= KEYS_KEPT; i++) {
    await store.addItem("ann", { productId: "mug", quantity: 1 }, { key: "x".repeat(100) + i });
  }
  const record = (await control.get("cart:ann")) ?? "";
  assert.equal(JSON.parse(record).keys.length, KEYS_KEPT);
  assert.ok(record.length < 30_000, `${record.length} characters`);
  await store.emptyCart("ann");
  assert.ok((await control.pttl("cart:ann")) <= KEY_KEPT_MS);
});

test("redis store keeps a limited number of keys of removals, the last ones", {
  skip: noRedis,
}, async () => {
  await control.flushall();
  await using store = await createRedisCartStore(server.url);
  await store.addItem("ann", { productId: "mug", quantity: 1_000 });
  for (let i = 0; i <= REMOVALS_KEPT; i++) {
    await store.removeItems("ann", [mug], `order ${i}`);
  }
  const { lines, removals } = await recordOf("ann");
  assert.equal(removals.length, REMOVALS_KEPT);
  await store.removeItems("ann", [mug], "order 1");
  await store.removeItems("ann", [mug], `order ${REMOVALS_KEPT}`);
  assert.deepEqual((await recordOf("ann")).lines, lines);
});

test("redis store keeps what an earlier release can read", { skip: noRedis }, async () => {
  await control.flushall();
  await using store = await createRedisCartStore(server.url);
  for (const change of [
    () => store.addItem("ann", mug),
    () => store.removeItems("ann", [mug], "order"),
    () => store.addItem("ann", mug, { key: "k" }),
  ]) {
    await change();
    const record = await recordOf("ann");
    // It took a record without "keys" for the list of the lines, in its scripts.
    assert.ok(record.keys && !Array.isArray(record));
    assert.deepEqual(record.lines ?? [], (await store.getCart("ann")).lines.map(Object.values));
  }
});

/** Waits until the store is within reach again, by itself. */
function back(t: TestContext, store: CartStore): Promise<void> {
  return t.waitFor(() => store.check(), { interval: 20, timeout: 30_000 });
}

const mug = { productId: "mug", quantity: 1 };

test("redis store waits for a server that is replaced, and changes a cart once", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await redis.start();
  await using store = await createRedisCartStore(redis.url);
  await store.addItem("ann", mug);

  await redis.kill();
  // The store may not know yet: what it sends is lost, and repeated.
  const sent = [store.getCart("ann"), store.addItem("ann", mug, { key: "k" })];
  await t.waitFor(() => assert.rejects(store.check()), { interval: 5, timeout: 10_000 });
  const unsent = [store.addItem("ann", mug), store.addItem("ann", mug, { key: "k" })];
  await redis.start();
  await Promise.all([...sent, ...unsent]);
  assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "mug", quantity: 3 }]);
});

test("redis store waits no longer than the caller does, nor for a server long gone", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await redis.start();
  await using store = await createRedisCartStore(redis.url);
  await redis.kill();
  const caller = { requestId: "r", deadlineMs: performance.now() + 300 };
  const first = await Promise.race([
    runInCallContext(caller, () => store.getCart("ann")).catch(() => "the one with a deadline"),
    store.getCart("ann").catch(() => "the other"),
  ]);
  assert.equal(first, "the one with a deadline");
  await t.waitFor(
    async () => {
      const beginMs = performance.now();
      await assert.rejects(store.getCart("ann"));
      assert.ok(performance.now() < beginMs + 20, "it still waits");
    },
    { interval: 10, timeout: 30_000 },
  );
});

test("redis store fails while the server is gone, and comes back with its carts", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await redis.start();
  await using store = await createRedisCartStore(redis.url);
  await store.addItem("ann", mug);

  await redis.kill();
  await Promise.all([
    assert.rejects(store.addItem("ann", mug)),
    assert.rejects(store.getCart("ann")),
    assert.rejects(store.check()),
  ]);

  await redis.start();
  await back(t, store);
  assert.deepEqual(
    (await store.getCart("ann")).lines,
    [mug],
    "nothing was added meanwhile, or late",
  );
});

test("redis store opens without a server, and finds it when it starts", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await using store = await createRedisCartStore(redis.url);
  await assert.rejects(store.check(), { code: "ECONNREFUSED" });
  await assert.rejects(store.getCart("ann"));
  await redis.start();
  await back(t, store);
  await store.addItem("ann", mug);
});

test("redis store closes the connection to a silent server, and comes back", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await redis.start();
  await using store = await createRedisCartStore(redis.url);
  redis.freeze();
  await assert.rejects(store.getCart("ann"), /timed out/);
  await assert.rejects(store.check());
  redis.resume();
  await back(t, store);
});

test("redis store needs no script to be loaded when the server is new", {
  skip: noRedis,
}, async () => {
  await using store = await createRedisCartStore(server.url);
  await store.addItem("bob", mug);
  await control.script("FLUSH");
  await store.addItem("bob", mug);
  assert.deepEqual((await store.getCart("bob")).lines, [{ productId: "mug", quantity: 2 }]);
});

for (const [how, become] of [
  ["is a replica", (port: string) => ["REPLICAOF", "127.0.0.1", port]],
  ["has lost its replicas", () => ["CONFIG", "SET", "min-replicas-to-write", "1"]],
] as const) {
  test(`redis store finds the new master when the old one ${how}, and loses no change`, {
    skip: noRedis,
    timeout: 60_000,
  }, async (t) => {
    await using old = await createTestRedis();
    await using next = await createTestRedis();
    await Promise.all([old.start(), next.start()]);
    await using relay = await startRelay(old.url);
    await using store = await createRedisCartStore(relay.url);
    await store.addItem("ann", mug);

    using oldServer = disposable(new Redis(old.url));
    const [command = "", ...values] = become(new URL(next.url).port);
    await oldServer.call(command, ...values);
    relay.lead(next.url);
    await store.addItem("bob", mug);
    assert.deepEqual((await store.getCart("bob")).lines, [mug]);
    await back(t, store);
  });
}

test("redis store cannot be used while its server refuses writes, but can be read", {
  skip: noRedis,
  timeout: 60_000,
}, async (t) => {
  await using redis = await createTestRedis();
  await redis.start();
  using server = disposable(new Redis(redis.url));
  await using store = await createRedisCartStore(redis.url);
  await store.addItem("ann", mug);
  const { port } = new URL(redis.url);
  for (const [refuse, allow, error] of [
    [["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"], /OOM/],
    [
      ["CONFIG", "SET", "min-replicas-to-write", "1"],
      ["CONFIG", "SET", "min-replicas-to-write", "0"],
      /NOREPLICAS/,
    ],
    // A replica of itself: it refuses writes, and keeps its data.
    [["REPLICAOF", "127.0.0.1", port], ["REPLICAOF", "NO", "ONE"], /READONLY/],
  ] as const) {
    const [command, ...values] = refuse;
    await server.call(command, ...values);
    await t.waitFor(() => assert.rejects(store.check(), error), { interval: 20, timeout: 10_000 });
    await t.waitFor(async () => assert.deepEqual((await store.getCart("ann")).lines, [mug]), {
      interval: 20,
      timeout: 10_000,
    });
    await assert.rejects(store.addItem("ann", mug), error);
    await server.call(allow[0], ...allow.slice(1));
    await back(t, store);
  }
  assert.deepEqual((await store.getCart("ann")).lines, [mug]);
});

function disposable(redis: Redis): Redis & Disposable {
  return Object.assign(redis, { [Symbol.dispose]: () => redis.disconnect() });
}
