import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { createShipping } from "./shipping.ts";

const client = createClient(
  ShippingService,
  createRouterTransport(({ service }) => {
    service(
      ShippingService,
      createShipping(() => 0.5),
    );
  }),
);

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
