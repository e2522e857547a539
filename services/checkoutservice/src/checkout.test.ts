import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderInDoubtSchema, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { CardRefusedSchema, PaymentState } from "@hipstershop/proto/hipstershop/payment";
import { fail, openShop } from "./testing/open-shop.ts";
import { orderRequest } from "./testing/order-request.ts";

test("placeOrder prices, charges, ships, empties the cart and mails", async (t) => {
  const shop = await openShop(t);
  const { order } = await shop.checkout.placeOrder(orderRequest());
  assert.ok(order);
  await shop.deps.background[Symbol.asyncDispose]();
  assert.match(
    order.orderId,
    /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.deepEqual(toJson(OrderResultSchema, order), {
    orderId: order.orderId,
    shippingTrackingId: "AB-12345-6789012",
    shippingCost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
    shippingAddress: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    items: [
      {
        item: { productId: "mug", quantity: 2 },
        cost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
        productName: "The mug",
      },
      {
        item: { productId: "hat", quantity: 1 },
        cost: { currencyCode: "USD", units: "20" },
        productName: "The hat",
      },
    ],
  });

  // 2 x 8.99 + 20.00 + 8.99
  const payment = shop.ledger.payments.get(order.orderId);
  assert.equal(payment?.state, PaymentState.CAPTURED);
  assert.equal(payment.captured?.units, 46n);
  assert.equal(payment.captured?.nanos, 970_000_000);
  assert.equal(shop.ledger.cards[0]?.creditCardNumber, "4432-8015-6152-0454");
  const shipment = shop.shipments.byKey.get(order.orderId);
  assert.equal(shipment?.request?.address?.city, "Mountain View");
  assert.equal(shipment?.request?.items.length, 2);
  assert.deepEqual(shop.carts.of("ann"), {});
  assert.equal(shop.mails[0]?.email, "someone@example.com");
  assert.equal(shop.mails[0]?.order?.orderId, order.orderId);
  assert.equal(shop.mails[0]?.idempotencyKey, order.orderId);
  assert.deepEqual(shop.calls, [
    "GetCart",
    ...["GetProducts", "GetQuote"],
    ...["Authorize", "ShipOrder", "Capture", "RemoveItems", "SendOrderConfirmation"],
  ]);
});

test("placeOrder passes on why a card was refused", async (t) => {
  const shop = await openShop(t);
  const explanation = "Credit card info is invalid";
  const details = [{ desc: CardRefusedSchema, value: { explanation } }];
  shop.before = fail("Authorize", Code.InvalidArgument, explanation, details);
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), (error) => {
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, Code.InvalidArgument);
    assert.equal(error.rawMessage, "failed to charge card: Credit card info is invalid");
    assert.equal(error.findDetails(CardRefusedSchema)[0]?.explanation, explanation);
    return true;
  });
  assert.equal(shop.calls.includes("ShipOrder"), false);
  assert.deepEqual(shop.carts.of("ann"), { mug: 2, hat: 1 });
  assert.deepEqual((await shop.checkout.listOrders({ userId: "ann" })).orders, []);
});

test("placeOrder is unavailable when shipping refuses, and gives the money back", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.InvalidArgument, "no such place");
  const [error] = await Promise.allSettled([shop.checkout.placeOrder(orderRequest())]);
  assert.ok(error?.status === "rejected" && error.reason instanceof ConnectError);
  assert.equal(error.reason.code, Code.Unavailable);
  assert.equal(error.reason.rawMessage, "shipping error: no such place");
  const orderId = error.reason.findDetails(OrderInDoubtSchema)[0]?.orderId ?? "";
  assert.equal(shop.ledger.payments.get(orderId)?.state, PaymentState.VOIDED);
  assert.equal(shop.shipments.byKey.get(orderId)?.canceled, true);
  const { order } = await shop.checkout.getOrder({
    userId: "ann",
    name: { case: "orderId", value: orderId },
  });
  assert.equal(order?.state, OrderState.CANCELED);
  assert.deepEqual(shop.carts.of("ann"), { mug: 2, hat: 1 });
});

for (const method of ["RemoveItems", "SendOrderConfirmation"]) {
  test(`placeOrder succeeds when ${method} fails, which is tried again`, async (t) => {
    const shop = await openShop(t);
    shop.before = fail(method, Code.Unavailable);
    const { order } = await shop.checkout.placeOrder(orderRequest());
    assert.equal(order?.shippingTrackingId, "AB-12345-6789012");
    assert.match(shop.logLines.join(""), /out of order/);
    shop.before = () => {};
    await shop.recover();
    assert.deepEqual(shop.carts.of("ann"), {});
    assert.equal(shop.mails.length, 1);
  });
}

test("placeOrder leaves no trace of the card on disk, in the log or in an error", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.InvalidArgument, "no trucks");
  const errors: string[] = [];
  const request = orderRequest({ idempotencyKey: "k" });
  assert.ok(request.creditCard);
  // Three digits may be part of any id or time. Ten digits are not.
  request.creditCard.creditCardCvv = 1_672_083_945;
  const attempt = () =>
    shop.checkout.placeOrder(request).catch((error: unknown) => {
      errors.push(String(error));
    });
  await attempt();
  shop.before = fail("SendOrderConfirmation", Code.Unavailable, "no mail");
  request.idempotencyKey = "another k";
  await attempt();
  assert.equal(errors.length, 1);

  const folder = dirname(shop.path);
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")),
  );
  assert.match(files.join(""), /Mountain View/, "the files were read");
  for (const text of [...files, ...shop.logLines, ...errors]) {
    assert.doesNotMatch(text, /4432-?8015|6152-?0454|1672083945/);
  }
});

test("checkout is unavailable, and charges nothing, when orders cannot be kept", async (t) => {
  const shop = await openShop(t);
  await shop.checkout.placeOrder(orderRequest());
  await rm(shop.path);
  shop.carts.fill("ann", { mug: 1 });
  const refused = {
    code: Code.Unavailable,
    rawMessage: "Can't access order storage. Please try again in a moment",
  };
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), refused);
  await assert.rejects(shop.checkout.listOrders({ userId: "ann" }), refused);
  assert.equal(shop.calls.filter((method) => method === "Authorize").length, 1);
});
