import assert from "node:assert/strict";
import { test } from "node:test";
import { receiptOf } from "./receipt.ts";
import { exampleOrder } from "./testing/example-order.ts";

test("receiptOf adds up what the order says", () => {
  assert.deepEqual(receiptOf(exampleOrder()), {
    orderId: "1f0c7c5e-c7d2-11f0-9c2b-8b1f6e2d4a37",
    trackingId: "MC-35123-171234567",
    lines: [
      { product: "Mug", quantity: 2, price: "$8.99", total: "$17.98" },
      { product: "Loafers", quantity: 1, price: "$89.99", total: "$89.99" },
    ],
    shipping: "$8.99",
    total: "$116.96",
    address: ["1600 Amphitheatre Parkway", "Mountain View, CA 94043", "United States"],
  });
});

test("receiptOf names a product by its id when the order has no name", () => {
  const cost = { currencyCode: "JPY", units: 1000n };
  const receipt = receiptOf(
    exampleOrder({
      items: [{ item: { productId: "6E92ZMYYFZ", quantity: 1 }, cost }],
      shippingCost: cost,
    }),
  );
  assert.deepEqual(receipt.lines, [
    { product: "6E92ZMYYFZ", quantity: 1, price: "¥1,000", total: "¥1,000" },
  ]);
});

test("receiptOf leaves out what an address does not have", () => {
  const order = exampleOrder({ shippingAddress: { streetAddress: "1 Quay", country: "Malta" } });
  assert.deepEqual(receiptOf(order).address, ["1 Quay", "Malta"]);
});

test("receiptOf prints a postal code as it was typed", () => {
  const address = { streetAddress: "1 Quay", city: "Town", state: "MA", country: "United States" };
  for (const postalCode of ["02139", "SW1A 1AA"]) {
    const order = exampleOrder({ shippingAddress: { ...address, postalCode, zipCode: 2139 } });
    assert.deepEqual(receiptOf(order).address, [
      "1 Quay",
      `Town, MA ${postalCode}`,
      "United States",
    ]);
  }
});

test("receiptOf takes an address with fields of the greatest length", () => {
  const long = "x".repeat(512);
  const shippingAddress = { streetAddress: long, city: long, state: long, country: long };
  assert.deepEqual(receiptOf(exampleOrder({ shippingAddress })).address, [
    long,
    `${long}, ${long}`,
    long,
  ]);
});

test("receiptOf takes line breaks out of every text", () => {
  const receipt = receiptOf(
    exampleOrder({
      orderId: "1\r\nBcc: all@example.com",
      shippingTrackingId: "2\u2028Total $0.00",
      shippingAddress: { streetAddress: "3\n\n\0Street" },
    }),
  );
  assert.equal(receipt.orderId, "1 Bcc: all@example.com");
  assert.equal(receipt.trackingId, "2 Total $0.00");
  assert.deepEqual(receipt.address, ["3 Street"]);
});

test("receiptOf refuses an order with too many lines or too long a text", () => {
  const [item] = exampleOrder().items;
  assert.throws(
    () => receiptOf(exampleOrder({ items: Array.from({ length: 101 }, () => item ?? {}) })),
    new RangeError("Order of 101 items must have at most 100"),
  );
  assert.throws(
    () => receiptOf(exampleOrder({ orderId: "x".repeat(513) })),
    new RangeError("Text of 513 characters must have at most 512"),
  );
});
