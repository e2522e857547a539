import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
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
  using here = createOrderStore(path);
  using there = createOrderStore(path);

  using claim = claimed(here.claim("ann", "key"));
  assert.equal(here.claim("ann", "key").state, "held");
  assert.equal(there.claim("ann", "key").state, "held");
  claimed(there.claim("bob", "key"))[Symbol.dispose]();
  claimed(there.claim("ann", "other key"))[Symbol.dispose]();

  claim.saveCharged(order("1"), "transaction");
  claim.savePlaced(order("1"));
  for (const store of [here, there]) {
    const found = store.claim("ann", "key");
    assert.equal(found.state === "placed" && found.order.orderId, "1");
  }
});

test("claim begins anew when an attempt failed before its charge", async (t) => {
  using store = createOrderStore(await temporaryFile(t));
  claimed(store.claim("ann", "key"))[Symbol.dispose]();
  using claim = claimed(store.claim("ann", "key"));
  assert.equal(claim.charged, undefined);
});

test("claim goes on from the charge when an attempt failed after it", async (t) => {
  using store = createOrderStore(await temporaryFile(t));
  {
    using claim = claimed(store.claim("ann", "key"));
    claim.saveCharged(order("1"), "transaction");
  }
  using claim = claimed(store.claim("ann", "key"));
  assert.equal(claim.charged?.orderId, "1");
  assert.deepEqual(store.list("ann", 100), [], "it is not placed yet");
});

test("claim takes over from a process that died", { timeout: 60_000 }, async (t) => {
  const path = await temporaryFile(t);
  const beforeMs = Date.now();
  const program = `
    import { createOrderStore } from ${JSON.stringify(import.meta.resolve("./order-store.ts"))};
    const found = createOrderStore(process.argv[1]).claim("ann", "key");
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

  // As soon after as can be, however long this process was kept waiting.
  using sooner = createOrderStore(path, { now: () => beforeMs });
  assert.equal(sooner.claim("ann", "key").state, "held", "its lease has not run out");
  using later = createOrderStore(path, { now: () => Date.now() + LEASE_MS });
  using _claim = claimed(later.claim("ann", "key"));
});

test("claim is kept alive by itself, as long as it takes", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "Date"] });
  using store = createOrderStore(await temporaryFile(t));
  using _claim = claimed(store.claim("ann", "key"));
  for (let second = 0; second < 20; second++) t.mock.timers.tick(1_000);
  assert.equal(store.claim("ann", "key").state, "held");
});

test("a claim that was lost changes nothing any more", async (t) => {
  const path = await temporaryFile(t);
  using store = createOrderStore(path);
  using lost = claimed(store.claim("ann", "key"));
  using later = createOrderStore(path, { now: () => Date.now() + 2 * LEASE_MS });
  using claim = claimed(later.claim("ann", "key"));

  assert.throws(() => lost.renew(), new Error("Another request has taken over this order"));
  assert.throws(() => lost.saveCharged(order("1"), "transaction"), /taken over/);
  assert.throws(() => lost.savePlaced(order("1")), /taken over/);
  lost[Symbol.dispose]();
  assert.equal(store.claim("ann", "key").state, "held", "the other claim still stands");
  claim.renew();
});

test("list returns the newest orders of one user first", async (t) => {
  let clockMs = 1_000;
  using store = createOrderStore(await temporaryFile(t), { now: () => clockMs });
  for (const [userId, orderId] of ["ann 1", "bob 2", "ann 3", "ann 4"].map((s) => s.split(" "))) {
    using claim = claimed(store.claim(userId ?? "", `key ${orderId}`));
    claim.savePlaced(order(orderId ?? ""));
    if (orderId !== "3") clockMs += 1_000;
  }
  assert.deepEqual(
    store.list("ann", 2).map(({ order, placedMs }) => [order.orderId, placedMs]),
    [
      ["4", 3_000],
      ["3", 3_000],
    ],
  );
  assert.deepEqual(store.list("nobody", 100), []);
});
