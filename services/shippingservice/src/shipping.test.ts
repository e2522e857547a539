import assert from "node:assert/strict";
import { test } from "node:test";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { startSqlite } from "@hipstershop/database/testing";
import { fixedFaults } from "@hipstershop/faults";
import { handleFailpoints } from "@hipstershop/service";
import { SHIPMENT_DATABASE } from "./shipment-database.ts";
import { openShipping } from "./testing/open-shipping.ts";

/** Without a key nothing is kept. */
const client = openShipping({ read: () => assert.fail(), transaction: () => assert.fail() });

const mug = { productId: "6E92ZMYYFZ", quantity: 1 };
const invalid = (message: string) => (error: unknown) =>
  error instanceof ConnectError &&
  error.code === Code.InvalidArgument &&
  error.rawMessage === message;

async function quote(...items: { productId: string; quantity: number }[]) {
  const { costUsd } = await client.getQuote({ items });
  return [costUsd?.currencyCode, costUsd?.units, costUsd?.nanos];
}

test("getQuote returns one price for any shipment", async () => {
  assert.deepEqual(await quote(mug), ["USD", 8n, 990_000_000]);
  assert.deepEqual(await quote(mug, { ...mug, quantity: 2 ** 31 - 1 }), ["USD", 8n, 990_000_000]);
});

test("getQuote returns 0 when there is nothing to ship", async () => {
  assert.deepEqual(await quote(), ["USD", 0n, 0]);
  assert.deepEqual(await quote({ ...mug, quantity: 0 }), ["USD", 0n, 0]);
});

test("getQuote and shipOrder refuse a negative quantity", async () => {
  const items = [mug, { ...mug, quantity: -1 }];
  const refused = invalid("a quantity must not be negative, is -1");
  await assert.rejects(client.getQuote({ items }), refused);
  await assert.rejects(client.shipOrder({ items, address: { city: "Paris" } }), refused);
});

test("shipOrder returns a tracking id that tells the length of the address", async () => {
  const address = {
    streetAddress: "1600 Amphitheatre Parkway",
    city: "Mountain View",
    state: "CA",
  };
  const { trackingId } = await client.shipOrder({ address, items: [mug] });
  assert.match(trackingId, /^[A-Z]{2}-44\d{3}-22\d{7}$/);
});

test("shipOrder refuses an order without an address", async () => {
  await assert.rejects(client.shipOrder({ items: [mug] }), invalid("the address is missing"));
});

test("shipOrder and cancelShipment refuse a key and items that cannot be kept", async () => {
  const address = { city: "Paris" };
  for (const [call, message] of [
    [client.cancelShipment({}), "idempotency_key must be set"],
    [
      client.cancelShipment({ idempotencyKey: "k".repeat(129) }),
      "idempotency_key of 129 characters must have at most 128",
    ],
    [
      client.shipOrder({ address, idempotencyKey: "a\0b" }),
      "idempotency_key must be Unicode text without NUL characters",
    ],
    [
      client.shipOrder({ address, idempotencyKey: "k", epoch: -1n }),
      "epoch must not be negative, as -1 is",
    ],
    [
      client.shipOrder({ address, idempotencyKey: "k", items: Array(101).fill(mug) }),
      "101 items of one shipment must be at most 100",
    ],
  ] as const) {
    await assert.rejects(call, invalid(message));
  }
});

test("listShipments tells when a shipment was sent and when it was canceled", async (t) => {
  const { open } = await startSqlite(t, SHIPMENT_DATABASE);
  let nowMs = Date.UTC(2026, 10, 27);
  const client = openShipping(open(), () => nowMs);
  const request = { address: { city: "Paris" }, items: [mug], idempotencyKey: "order" };
  const { trackingId } = await client.shipOrder(request);
  nowMs += 60_000;
  for (let i = 0; i < 2; i++) {
    await client.cancelShipment({ idempotencyKey: "order" });
    const [shipment] = (await client.listShipments({})).shipments;
    assert.partialDeepStrictEqual(shipment, { trackingId, items: [mug] });
    assert.equal(shipment?.shippedAt && timestampMs(shipment.shippedAt), Date.UTC(2026, 10, 27));
    assert.equal(
      shipment?.canceledAt && timestampMs(shipment.canceledAt),
      Date.UTC(2026, 10, 27, 0, 1),
    );
    nowMs += 60_000;
  }
});

test("a shipment is kept before its answer, and so is a cancellation", async (t) => {
  const { open } = await startSqlite(t, SHIPMENT_DATABASE);
  const client = openShipping(open());
  const seen: string[] = [];
  using _ = handleFailpoints(async (name) => {
    seen.push(name);
    throw new Error("killed here");
  });
  const request = { address: { city: "Paris" }, items: [mug], idempotencyKey: "order" };
  await assert.rejects(client.shipOrder(request));
  const [shipped] = (await openShipping(open()).listShipments({})).shipments;
  assert.notEqual(shipped?.trackingId, "");
  await assert.rejects(client.cancelShipment({ idempotencyKey: "order" }));
  const [canceled] = (await openShipping(open()).listShipments({})).shipments;
  assert.ok(canceled?.canceledAt);
  assert.deepEqual(seen, ["shipping-after-ship", "shipping-after-cancel"]);
});

test("shipping is unavailable while its store is lost", async () => {
  const lost = async () => {
    throw new Error("disk I/O error");
  };
  const client = openShipping({ read: lost, transaction: lost });
  const unavailable = {
    code: Code.Unavailable,
    rawMessage: "Can't access shipment storage. Please try again in a moment",
  };
  const idempotencyKey = "order";
  await assert.rejects(client.shipOrder({ address: {}, idempotencyKey }), unavailable);
  await assert.rejects(client.cancelShipment({ idempotencyKey }), unavailable);
  await assert.rejects(client.listShipments({}), unavailable);
  assert.notEqual((await client.shipOrder({ address: {} })).trackingId, "");
});

test("intlShippingSlowdown can delay for longer than a timer takes", async () => {
  const slow = openShipping(
    { read: () => assert.fail(), transaction: () => assert.fail() },
    Date.now,
    fixedFaults({ intlShippingSlowdown: 1e9 }),
  );
  const address = { city: "A city", country: "France" };
  const late = slow.getQuote({ address, items: [mug] }, { timeoutMs: 100 });
  await assert.rejects(late, { code: Code.DeadlineExceeded });
});

test("intlShippingSlowdown delays what goes to another country", async () => {
  async function took(country: string, seconds: number) {
    const slow = openShipping(
      { read: () => assert.fail(), transaction: () => assert.fail() },
      Date.now,
      fixedFaults({ intlShippingSlowdown: seconds }),
    );
    const startMs = performance.now();
    const address = { city: "A city", country };
    await slow.getQuote({ address, items: [mug] }, { timeoutMs: 60_000 });
    await slow.shipOrder({ address, items: [mug] }, { timeoutMs: 60_000 });
    return performance.now() - startMs;
  }
  assert.ok((await took("France", 0.3)) >= 599);
  // Who waited here would wait for an hour.
  for (const home of ["", "United States", "USA", "us"]) await took(home, 3_600);
});

test("shippingFailure refuses a share of the parcels for good, before anything is kept", async () => {
  let drawn = 0.4;
  const failing = openShipping(
    { read: () => assert.fail(), transaction: () => assert.fail() },
    Date.now,
    fixedFaults({ shippingFailure: 0.5 }, () => drawn),
  );
  const request = { address: { city: "A city" }, items: [mug], idempotencyKey: "k" };
  await assert.rejects(failing.shipOrder(request), { code: Code.FailedPrecondition });
  await failing.getQuote({ items: [mug] });
  drawn = 0.6;
  await failing.shipOrder({ ...request, idempotencyKey: "" });
});
