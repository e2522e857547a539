import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { runInCallContext } from "@hipstershop/rpc";
import { type Claim, createOrderStore, LEASE_MS, type OrderClaim } from "./order-store.ts";

async function temporaryFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-orders-"));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, "orders.sqlite");
}

function order(orderId: string) {
  return create(OrderResultSchema, { orderId });
}

function claimed(claim: Claim): OrderClaim {
  assert.ok(claim.state === "claimed", `expected a claim, got "${claim.state}"`);
  return claim.claim;
}

test("claim gives an order to one at a time, in all that share the file", async (t) => {
  const path = await temporaryFile(t);
  await using here = createOrderStore(path);
  await using there = createOrderStore(path);

  await using claim = claimed(await here.claim("ann", "key"));
  assert.equal((await here.claim("ann", "key")).state, "held");
  assert.equal((await there.claim("ann", "key")).state, "held");
  await claimed(await there.claim("bob", "key"))[Symbol.asyncDispose]();
  await claimed(await there.claim("ann", "other key"))[Symbol.asyncDispose]();

  await claim.saveCharged(order("1"), "transaction");
  await claim.savePlaced(order("1"));
  for (const store of [here, there]) {
    const found = await store.claim("ann", "key");
    assert.equal(found.state === "placed" && found.order.orderId, "1");
  }
});

test("claim waits for no lock when its caller has gone", { timeout: 8_000 }, async (t) => {
  const path = await temporaryFile(t);
  await using store = createOrderStore(path);
  await store.check();
  using other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const gone = { requestId: "r", signal: AbortSignal.abort() };
  await assert.rejects(
    runInCallContext(gone, () => store.claim("ann", "key")),
    /database is locked/,
  );
});

test("claim starts over when an attempt failed before its charge", async (t) => {
  await using store = createOrderStore(await temporaryFile(t));
  await claimed(await store.claim("ann", "key"))[Symbol.asyncDispose]();
  await using claim = claimed(await store.claim("ann", "key"));
  assert.equal(claim.charged, undefined);
});

test("claim goes on from the charge when an attempt failed after it", async (t) => {
  await using store = createOrderStore(await temporaryFile(t));
  {
    await using claim = claimed(await store.claim("ann", "key"));
    await claim.saveCharged(order("1"), "transaction");
  }
  await using claim = claimed(await store.claim("ann", "key"));
  assert.equal(claim.charged?.orderId, "1");
  assert.deepEqual(await store.list("ann", 100), [], "it is not placed yet");
});

test("claim takes over from a process that died", { timeout: 60_000 }, async (t) => {
  const path = await temporaryFile(t);
  const program = `
    import { createOrderStore } from ${JSON.stringify(import.meta.resolve("./order-store.ts"))};
    const found = await createOrderStore(process.argv[1]).claim("ann", "key");
    process.stdout.write(found.state);
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, [
    "--input-type=module-typescript",
    "--eval",
    program,
    path,
  ]);
  const [state] = await once(child.stdout, "data");
  assert.equal(String(state), "claimed");
  child.kill("SIGKILL");
  await once(child, "exit");

  let clockMs = 0;
  await using store = createOrderStore(path, { now: () => clockMs });
  for (; clockMs < LEASE_MS; clockMs += 1_000) {
    await store.check();
    assert.equal((await store.claim("ann", "key")).state, "held", "its lease has not run out");
  }
  await using _claim = claimed(await store.claim("ann", "key"));
});

test("claim takes over from a process that died, whatever the wall clock was set to", async (t) => {
  const path = await temporaryFile(t);
  for (const hours of [0, -1, 49]) {
    let diedMs = Date.now();
    {
      const died = createOrderStore(path, { date: () => diedMs });
      claimed(await died.claim("ann", `${hours}`));
      diedMs += 1_000;
      await died[Symbol.asyncDispose]();
    }
    let clockMs = 0;
    const date = () => diedMs + hours * 3_600_000;
    await using store = createOrderStore(path, { now: () => clockMs, date });
    assert.equal((await store.claim("ann", `${hours}`)).state, "held", `${hours} hours`);
    while (clockMs < LEASE_MS) {
      clockMs += 1_000;
      await store.check();
    }
    await using _claim = claimed(await store.claim("ann", `${hours}`));
  }
});

test("claim waits for a new sign of life after its own process was frozen", async (t) => {
  const path = await temporaryFile(t);
  await using holder = createOrderStore(path);
  await using _claim = claimed(await holder.claim("ann", "key"));
  let clockMs = 0;
  await using store = createOrderStore(path, { now: () => clockMs });
  await store.check();
  clockMs += 3_600_000;
  assert.equal((await store.claim("ann", "key")).state, "held");
});

test("claim renews itself for as long as it is held", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const path = await temporaryFile(t);
  let clockMs = 0;
  // As if the wall clock stood still.
  await using store = createOrderStore(path, { now: () => clockMs, date: () => 1_000 });
  await using other = createOrderStore(path, { now: () => clockMs, date: () => 1_000 });
  await using _claim = claimed(await store.claim("ann", "key"));
  for (let second = 0; second < 20; second++) {
    t.mock.timers.tick(1_000);
    clockMs += 1_000;
    await other.check();
    assert.equal((await other.claim("ann", "key")).state, "held");
  }
});

test("a claim that was lost changes nothing any more", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const path = await temporaryFile(t);
  await using store = createOrderStore(path);
  await using lost = claimed(await store.claim("ann", "key"));
  let clockMs = 0;
  await using later = createOrderStore(path, { now: () => clockMs });
  for (; clockMs < LEASE_MS; clockMs += 1_000) await later.check();
  await using claim = claimed(await later.claim("ann", "key"));

  await assert.rejects(lost.renew(), new Error("Another request has taken over this order"));
  await assert.rejects(lost.saveCharged(order("1"), "transaction"), /taken over/);
  await assert.rejects(lost.savePlaced(order("1")), /taken over/);
  await lost[Symbol.asyncDispose]();
  assert.equal((await store.claim("ann", "key")).state, "held", "the other claim still stands");
  await claim.renew();
});

test("list returns the newest orders of one user first", async (t) => {
  let clockMs = 1_000;
  await using store = createOrderStore(await temporaryFile(t), { date: () => clockMs });
  for (const [userId, orderId] of ["ann 1", "bob 2", "ann 3", "ann 4"].map((s) => s.split(" "))) {
    await using claim = claimed(await store.claim(userId ?? "", `key ${orderId}`));
    await claim.savePlaced(order(orderId ?? ""));
    if (orderId !== "3") clockMs += 1_000;
  }
  assert.deepEqual(
    (await store.list("ann", 2)).map(({ order, placedMs }) => [order.orderId, placedMs]),
    [
      ["4", 3_000],
      ["3", 3_000],
    ],
  );
  assert.deepEqual(await store.list("nobody", 100), []);
});
