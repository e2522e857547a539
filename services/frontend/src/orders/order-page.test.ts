import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  DeliveryKind,
  DeliveryState,
  type Order,
  OrderDeliverySchema,
  OrderRefundSchema,
  OrderSchema,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

/** The frontend, and an order of a mug, 17.98 with its shipping, which a test may change. */
async function openWithOrder() {
  const frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  await frontend.post("/cart/checkout", goodForm());
  const order = frontend.shop.orders[0]?.order ?? create(OrderSchema);
  return { ...frontend, order, path: `/orders/${order.result?.orderId}` };
}

const at = (text: string) => ({ seconds: BigInt(Date.parse(text) / 1_000) });

const PENDING = [
  [OrderState.AUTHORIZING, /<h1>We are finishing your order/],
  [OrderState.SHIPPING, /<h1>We are finishing your order/],
  [OrderState.CAPTURING, /<h1>We are finishing your order/],
  [OrderState.CANCELING, /<h1>We are canceling your order/],
] as const;

for (const [state, heading] of PENDING) {
  test(`an order's page looks again while the order is in state ${state}`, async () => {
    await using frontend = await openWithOrder();
    frontend.order.state = state;
    const page = await frontend.get(frontend.path);
    assert.equal(page.status, 202);
    assert.equal(page.headers.get("refresh"), "2");
    assert.match(page.body, heading);
    assert.match(page.body, /\$17\.98/);
  });
}

const ENDED: readonly (readonly [what: string, change: (order: Order) => void, words: RegExp])[] = [
  ["is placed", () => {}, /A confirmation goes to someone@example\.com/],
  [
    "is placed, and its mail was given up",
    (order) => {
      const state = DeliveryState.GIVEN_UP;
      order.deliveries = [create(OrderDeliverySchema, { kind: DeliveryKind.MAIL, state })];
    },
    /We could not mail the confirmation to someone@example\.com/,
  ],
  [
    "was refused",
    (order) => {
      order.state = OrderState.REFUSED;
    },
    /<h1>Your card was refused<\/h1>.*Nothing was charged/s,
  ],
  [
    "was canceled before its card was asked",
    (order) => {
      order.state = OrderState.CANCELED;
    },
    /Nothing was charged, and nothing is shipped/,
  ],
  [
    "was canceled later",
    (order) => {
      order.state = OrderState.CANCELED;
      order.authorized = true;
    },
    /Given back in full: \$17\.98, on <time datetime="2025-11-22T08:26:41\.000Z">/,
  ],
  [
    "has refunds",
    (order) => {
      const amount = { currencyCode: "USD", units: 5n };
      order.refunds = [
        create(OrderRefundSchema, { amount, reason: "A crack", doneAt: at("2025-11-23") }),
        create(OrderRefundSchema, { amount, reason: "Another" }),
      ];
    },
    /Given back on <time[^>]*>2025-11-23 00:00 UTC<\/time>: A crack<\/dt><dd>−\$5\.00.*On its way back to you: Another/s,
  ],
];

for (const [what, change, words] of ENDED) {
  test(`an order's page says what became of it when it ${what}`, async () => {
    await using frontend = await openWithOrder();
    change(frontend.order);
    const page = await frontend.get(frontend.path);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("refresh"), null);
    assert.match(page.body, words);
  });
}

test("an order's page is 404 in another session, and for what is no id", async () => {
  await using frontend = await openWithOrder();
  const other = { cookie: "shop_session-id=other" };
  assert.equal((await frontend.get(frontend.path, other)).status, 404);
  const { calls } = frontend.shop;
  calls.length = 0;
  for (const id of ["%00", "a%20b", "x".repeat(129)]) {
    assert.equal((await frontend.get(`/orders/${id}`)).status, 404, id);
    assert.equal((await frontend.get(`/orders/by-key/${id}`)).status, 404, id);
  }
  assert(!calls.some(({ name }) => name === "checkoutservice.GetOrder"));
});

test("an order's page looks again while checkoutservice is out of reach", async () => {
  await using frontend = await openWithOrder();
  frontend.shop.down.add("checkoutservice");
  const page = await frontend.get(frontend.path);
  assert.equal(page.status, 503);
  assert.equal(page.headers.get("refresh"), "2");
});

test("an order's page comes in three waves of calls", async () => {
  await using frontend = await openWithOrder();
  frontend.shop.calls.length = 0;
  await frontend.get(frontend.path);
  assert(new Set(frontend.shop.calls.map(({ wave }) => wave)).size <= 3);
});

test("orders lists what the session has ordered, in whichever state", async () => {
  await using frontend = await openWithOrder();
  const placed = await frontend.get("/orders");
  assert.match(placed.body, /AB-35123-171234567/);
  assert.match(placed.body, /\$17\.98/);
  for (const [state, words] of [
    [OrderState.SHIPPING, /We are finishing it/],
    [OrderState.CANCELING, /We are canceling it/],
    [OrderState.CANCELED, /Canceled: nothing stays charged/],
    [OrderState.REFUSED, /Nothing ordered yet/],
  ] as const) {
    frontend.order.state = state;
    assert.match((await frontend.get("/orders")).body, words);
  }
  frontend.order.state = OrderState.PLACED;
  const other = { cookie: "shop_session-id=other" };
  assert.match((await frontend.get("/orders", other)).body, /Nothing ordered yet/);
});
