import assert from "node:assert/strict";
import { test } from "node:test";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("the page of a key looks again, and counts how often no order has it", async () => {
  await using frontend = await openFrontend({ site: { base: "/shop" } });
  let path = "/shop/orders/by-key/key-1?unknown=0";
  for (let unknown = 1; unknown <= 5; unknown++) {
    const page = await frontend.get(path);
    assert.equal(page.status, 202);
    assert.match(page.body, /<h1>We are finishing your order<\/h1>/);
    path = `/shop/orders/by-key/key-1?unknown=${unknown}`;
    assert.equal(page.headers.get("refresh"), `2; url=${path}`);
  }
  assert(!frontend.shop.calls.some(({ name }) => name.endsWith(".CancelOrder")));
});

test("the page of a key cancels an order that is unknown for ten seconds", async () => {
  const canceled: unknown[] = [];
  await using frontend = await openFrontend({
    services: {
      checkout: {
        cancelOrder({ userId, name }) {
          canceled.push([userId, name.value]);
          return {};
        },
      },
    },
  });
  const session = { cookie: "shop_session-id=ann" };
  const page = await frontend.get("/orders/by-key/key-1?unknown=5", session);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("refresh"), null);
  assert.match(page.body, /The order did not get through<\/h1>.*Nothing was charged\./s);
  assert.match(page.body, /href="\/cart\?after=key-1"/);
  assert.deepEqual(canceled, [["ann", "key-1"]]);
});

test("the page of a key leads to its order once it is known", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  await frontend.post("/cart/checkout", { ...goodForm(), idempotency_key: "key-1" });
  const [{ order } = assert.fail("no order")] = frontend.shop.orders;
  const page = await frontend.get("/orders/by-key/key-1?unknown=3");
  assert.equal(page.status, 302);
  assert.equal(page.headers.get("location"), `/orders/${order.result?.orderId}`);
});

test("the page of a key leads to an order that was begun at the last moment", async () => {
  const cancelOrder = () => ({ order: { result: { orderId: "order-1" } } });
  await using frontend = await openFrontend({ services: { checkout: { cancelOrder } } });
  const page = await frontend.get("/orders/by-key/key-1?unknown=5");
  assert.equal(page.headers.get("location"), "/orders/order-1");
});

test("the page of a key does not count while checkoutservice is out of reach", async () => {
  await using frontend = await openFrontend();
  frontend.shop.down.add("checkoutservice");
  const page = await frontend.get("/orders/by-key/key-1?unknown=5");
  assert.equal(page.status, 202);
  assert.equal(page.headers.get("refresh"), "2; url=/orders/by-key/key-1?unknown=5");
});

test("the page of a key cancels no more than a hundred orders of an address a minute", async () => {
  let canceled = 0;
  const cancelOrder = () => {
    canceled += 1;
    return {};
  };
  await using frontend = await openFrontend({ services: { checkout: { cancelOrder } } });
  for (let count = 1; count <= 100; count++) {
    assert.equal((await frontend.get(`/orders/by-key/key-${count}?unknown=5`)).status, 200);
  }
  const late = await frontend.get("/orders/by-key/key-101?unknown=5");
  assert.equal(late.status, 202);
  assert.equal(late.headers.get("refresh"), "2; url=/orders/by-key/key-101?unknown=6");
  assert.equal(canceled, 100);
  const elsewhere = { "x-forwarded-for": "203.0.113.7" };
  assert.equal((await frontend.get("/orders/by-key/key-101?unknown=5", elsewhere)).status, 200);
});
