import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { formatAmount, fromMoney } from "@hipstershop/money";
import type { RefundOrderRequestSchema } from "@hipstershop/proto/hipstershop/checkout";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import { OrderUpdate } from "@hipstershop/proto/hipstershop/email";
import { fail, openShop, type TestShop } from "../testing/open-shop.ts";
import { byKey, orderRequest } from "../testing/order-request.ts";

/** Opens a shop in which ann has ordered two mugs of 8.99 and a hat of 20, for 46.97 in all. */
async function openWithOrder(t: Parameters<typeof openShop>[0]) {
  const shop = await openShop(t);
  const { order } = await shop.checkout.placeOrder(orderRequest());
  return { shop, orderId: order?.orderId ?? "" };
}

function usd(units: number): { currencyCode: string; units: bigint } {
  return { currencyCode: "USD", units: BigInt(units) };
}

function show(money: Money | undefined): string {
  return money ? formatAmount(fromMoney(money)) : "nothing";
}

function refunded(shop: TestShop, orderId: string): string {
  return show(shop.ledger.payments.get(orderId)?.refunded);
}

test("refundOrder gives the price of items back once for a key, and tells the customer", async (t) => {
  const { shop, orderId } = await openWithOrder(t);
  const items = [{ productId: "mug", quantity: 1 }];
  const request = { orderId, items, reason: "broken", idempotencyKey: "r" };
  await shop.checkout.refundOrder(request);
  const { order } = await shop.checkout.refundOrder(request);
  assert.equal(order?.refunds.length, 1);
  const [refund] = order.refunds;
  assert.equal(show(refund?.amount), "$8.99");
  assert.equal(refund?.reason, "broken");
  assert.ok(refund?.askedAt && refund.doneAt);
  assert.equal(refunded(shop, orderId), "$8.99");
  await t.waitFor(() => assert.equal(shop.updates.length, 1), { timeout: 10_000 });
  const [update] = shop.updates;
  assert.equal(update?.update, OrderUpdate.REFUNDED);
  assert.equal(show(update?.amount), "$8.99");
  assert.match(update?.idempotencyKey ?? "", new RegExp(`^${orderId}-refunded-[\\w-]{43}$`));
});

test("refundOrder gives no more back than was ordered and paid, also when asked at once", async (t) => {
  const { shop, orderId } = await openWithOrder(t);
  const other = shop.openReplica();
  const refusal = { code: Code.FailedPrecondition };
  const both = await Promise.allSettled(
    [shop.checkout, other.client].map((checkout, index) =>
      checkout.refundOrder({ orderId, amount: usd(30), idempotencyKey: `r${index}` }),
    ),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal(refunded(shop, orderId), "$30.00");
  const hat = [{ productId: "hat", quantity: 1 }];
  await assert.rejects(shop.checkout.refundOrder({ orderId, items: hat, idempotencyKey: "hat" }), {
    ...refusal,
    rawMessage: "$20.00 is more than the $16.97 that are left",
  });
  const mugs = [{ productId: "mug", quantity: 3 }];
  await assert.rejects(
    shop.checkout.refundOrder({ orderId, items: mugs, idempotencyKey: "mugs" }),
    { ...refusal, rawMessage: 'only 2 of "mug" are left to give back' },
  );
  assert.equal(refunded(shop, orderId), "$30.00");
});

test("refundOrder tries again when payment is away, and its key asks for nothing else", async (t) => {
  const { shop, orderId } = await openWithOrder(t);
  const request = { orderId, amount: usd(10), idempotencyKey: "r" };
  shop.before = fail("Refund", Code.Unavailable);
  await assert.rejects(shop.checkout.refundOrder(request), { code: Code.Unavailable });
  const { order } = await shop.checkout.getOrder({
    userId: "ann",
    name: { case: "orderId", value: orderId },
  });
  assert.equal(order?.refunds[0]?.doneAt, undefined);
  await assert.rejects(shop.checkout.refundOrder({ ...request, amount: usd(11) }), {
    code: Code.AlreadyExists,
  });
  shop.before = () => {};
  await shop.recover();
  assert.equal(refunded(shop, orderId), "$10.00");
  await shop.checkout.refundOrder(request);
  assert.equal(refunded(shop, orderId), "$10.00");
});

test("refundOrder forgets what payment refuses", async (t) => {
  const { shop, orderId } = await openWithOrder(t);
  const request = { orderId, amount: usd(10), idempotencyKey: "r" };
  shop.before = fail("Refund", Code.NotFound, "no payment has this idempotency_key");
  await assert.rejects(shop.checkout.refundOrder(request), { code: Code.FailedPrecondition });
  shop.before = () => {};
  const { order } = await shop.checkout.refundOrder(request);
  assert.equal(order?.refunds.length, 1);
});

const bad: readonly [string, MessageInitShape<typeof RefundOrderRequestSchema>, string][] = [
  ["without a key", { amount: usd(1), idempotencyKey: "" }, "idempotency_key must be set"],
  ["of nothing", {}, "either items or amount must be set"],
  ["of zero", { amount: usd(0) }, "amount must be more than zero"],
  ["of less than zero", { amount: usd(-1) }, "amount must be more than zero"],
  [
    "of less than a cent",
    { amount: { currencyCode: "USD", nanos: 1_000_000 } },
    "amount must have no more digits than USD has",
  ],
  [
    "in another currency",
    { amount: { currencyCode: "EUR", units: 1n } },
    "amount must be in USD, the currency of the order",
  ],
  [
    "of what was not ordered",
    { items: [{ productId: "cap", quantity: 1 }] },
    '"cap" was not ordered',
  ],
  [
    "of no items",
    { items: [{ productId: "mug", quantity: 0 }] },
    'the quantity of "mug" must be 1 or more',
  ],
  [
    "with a long reason",
    { amount: usd(1), reason: "r".repeat(201) },
    "reason of 201 characters must have at most 200",
  ],
];
for (const [what, changes, message] of bad) {
  test(`refundOrder refuses a refund ${what}`, async (t) => {
    const { shop, orderId } = await openWithOrder(t);
    const request = { orderId, idempotencyKey: "r", ...changes };
    await assert.rejects(shop.checkout.refundOrder(request), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.equal(refunded(shop, orderId), "nothing");
  });
}

test("refundOrder refuses an order that is not placed, and one that is not there", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Authorize", Code.InvalidArgument);
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })));
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  const request = { orderId: order?.result?.orderId ?? "", amount: usd(1), idempotencyKey: "r" };
  await assert.rejects(shop.checkout.refundOrder(request), {
    code: Code.FailedPrecondition,
    rawMessage: "the order is refused, not placed",
  });
  await assert.rejects(shop.checkout.refundOrder({ ...request, orderId: "none" }), {
    code: Code.NotFound,
  });
});
