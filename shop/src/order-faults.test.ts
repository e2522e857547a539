// What becomes of orders while the shop is broken on purpose, in one process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MUG, openBreakableShop, WAIT } from "./testing/open-breakable-shop.ts";
import { FORM } from "./testing/open-shop.ts";

test("an order is placed though the first uses of a card fail", async (t) => {
  const { file, change, buy, count } = await openBreakableShop(t);
  await change("paymentservice", () => file.set("paymentFailure", "100%"));
  const buying = buy();
  await t.waitFor(() => assert.ok(count("the bank does not answer") >= 2), WAIT);
  await change("paymentservice", () => file.clearAll());
  assert.equal((await buying).status, 200);
});

test("an order is being finished while no paymentservice is reached, and then canceled with nothing charged", async (t) => {
  const { shop, file, change, buy, count } = await openBreakableShop(t);
  await change("checkoutservice", () => file.set("paymentUnreachable", true));
  const page = (await buy({ idempotency_key: "k" })).headers.get("location") ?? "";
  const says = async (text: RegExp) => assert.match(await (await shop.get(page)).text(), text);
  await says(/We are finishing your order/);
  await change("checkoutservice", () => file.clearAll());
  await t.waitFor(() => says(/Your order was canceled/), WAIT);
  assert.equal(count("authorized a payment"), 0);
  assert.equal((await buy()).status, 200);
});

test("an order is canceled, and nothing stays charged, while no card can be used", async (t) => {
  const { file, change, buy, count } = await openBreakableShop(t);
  await change("paymentservice", () => file.set("paymentFailure", "100%"));
  assert.notEqual((await buy()).status, 200);
  await t.waitFor(() => assert.equal(count("Canceled the order"), 1), WAIT);
  assert.equal(count("captured a payment"), 0);
});

test("an order is charged once though the answers about it are lost", async (t) => {
  const { file, change, buy, count } = await openBreakableShop(t);
  await change("paymentservice", () => {
    file.set("rpcAnswerLost", "100%", { service: "paymentservice" });
  });
  const buying = buy();
  await t.waitFor(() => assert.ok(count("PaymentService/Authorize fails") >= 2), WAIT);
  await change("paymentservice", () => file.clearAll());
  assert.equal((await buying).status, 200);
  assert.equal(count("authorized a payment"), 1);
  assert.equal(count("captured a payment"), 1);
});

test("no order is placed or paid while the disk of the orders is full, and pages come", async (t) => {
  const { shop, file, change, buy, count } = await openBreakableShop(t);
  await change("checkoutservice", () => {
    file.set("databaseFull", true, { service: "checkoutservice" });
  });
  assert.notEqual((await buy()).status, 200);
  assert.equal(count("authorized a payment"), 0);
  assert.equal((await shop.get("/cart")).status, 200);
  await change("checkoutservice", () => file.clearAll());
  await t.waitFor(async () => assert.equal((await buy()).status, 200), WAIT);
});

test("an order for abroad fails unpaid while customs are too slow, and one for home is placed", async (t) => {
  const { file, change, buy, count } = await openBreakableShop(t);
  await change("shippingservice", () => file.set("intlShippingSlowdown", "10sec"));
  const german = { country: "Germany", city: "Berlin", state: "", zip_code: "10115" };
  assert.notEqual((await buy(german)).status, 200);
  assert.equal(count("captured a payment"), 0);
  assert.equal((await buy()).status, 200);
});

const PRICE = /¥[\d,]+/;

test("a wrong price is charged as it is shown", async (t) => {
  const { shop, file, change, buy } = await openBreakableShop(t);
  const price = async () => PRICE.exec(await (await shop.get(`/product/${MUG}`)).text())?.[0];
  const right = await price();
  await change("productcatalogservice", () => file.set("productCatalogWrongPrice", "10x"));
  await t.waitFor(async () => assert.notEqual(await price(), right), WAIT);
  const shown = await price();
  assert.ok((await (await buy()).text()).includes(String(shown)));
});

test("an order is placed though nothing leaves the cart, and its items leave it later", async (t) => {
  const { shop, file, change, buy } = await openBreakableShop(t);
  await change("cartservice", () => file.set("cartFailure", "100%"));
  assert.equal((await buy()).status, 200);
  const inCart = async () => (await (await shop.get("/cart")).text()).includes("/product/6E92");
  assert.ok(await inCart());
  await change("cartservice", () => file.clearAll());
  await t.waitFor(async () => assert.ok(!(await inCart())), WAIT);
});

test("an order for one product fails while the catalog fails on it, and its page comes", async (t) => {
  const { shop, file, change, buy } = await openBreakableShop(t);
  await change("productcatalogservice", () => file.set("productCatalogFailure", true));
  assert.equal((await shop.get("/product/OLJCESPC7Z")).status, 200);
  await shop.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  assert.notEqual((await shop.post("/cart/checkout", FORM)).status, 200);
  assert.ok(shop.log.every((line) => !line.includes("authorized a payment")));
  await shop.post("/cart/empty", {});
  assert.equal((await buy()).status, 200);
});

test("an order that shipping refuses for good is canceled, its money is given back, and a mail says so", async (t) => {
  const { shop, file, change, buy } = await openBreakableShop(t);
  await change("shippingservice", () => file.set("shippingFailure", "100%"));
  const page = (await buy({ idempotency_key: "k" })).headers.get("location") ?? "";
  await t.waitFor(async () => {
    assert.match(await (await shop.get(page)).text(), /Your order was canceled/);
    const { payments } = await shop.call<Payments>("PaymentService/ListPayments");
    const [payment] = payments;
    assert.deepEqual(kinds(payment), ["AUTHORIZE", "VOID"]);
    const { mails = [] } = await shop.call<Mails>("EmailService/ListMail");
    assert.deepEqual(
      mails.map(({ to }) => to),
      [FORM.email],
    );
    assert.match(mails[0]?.text ?? "", /canceled/);
  }, WAIT);
});

test("a refund is given back once though the answers about it are lost", async (t) => {
  const { shop, file, change, buy } = await openBreakableShop(t);
  const page = (await buy({ idempotency_key: "k" })).headers.get("location") ?? "";
  const orderId = page.split("/").at(-1)?.split("?")[0];
  await change("paymentservice", () => {
    file.set("rpcAnswerLost", "100%", { service: "paymentservice", method: "Refund" });
  });
  const items = [{ productId: MUG, quantity: 1 }];
  const refund = { orderId, items, idempotencyKey: "mug-1" };
  const { code } = await shop.call<{ code: string }>("CheckoutService/RefundOrder", refund);
  assert.equal(code, "unavailable");
  await change("paymentservice", () => file.clearAll());
  await t.waitFor(async () => {
    assert.match(await (await shop.get(page)).text(), /Given back on/);
    const { mails = [] } = await shop.call<Mails>("EmailService/ListMail");
    assert.equal(mails.length, 2);
  }, WAIT);
  const { payments } = await shop.call<Payments>("PaymentService/ListPayments");
  assert.deepEqual(kinds(payments[0]), ["AUTHORIZE", "CAPTURE", "REFUND"]);
});

test("nobody is told that nothing was ordered when the answer about an order is lost", async (t) => {
  const { shop, file, change, buy, count } = await openBreakableShop(t);
  await change("checkoutservice", () => {
    file.set("rpcAnswerLost", "100%", { service: "checkoutservice", method: "PlaceOrder" });
  });
  const answer = await buy({ idempotency_key: "k" });
  const page = await shop.get(answer.headers.get("location") ?? "");
  assert.match(await page.text(), /A confirmation goes to/);
  const withoutKey = await (await buy()).text();
  assert.match(withoutKey, /We do not know whether your order was placed/);
  assert.equal(count("Placed the order"), 2);
});

interface Payments {
  readonly payments: readonly Payment[];
}

interface Payment {
  readonly entries: readonly { readonly kind: string }[];
}

interface Mails {
  readonly mails?: readonly { readonly to: string; readonly text: string }[];
}

/** Returns what was done to a payment, the oldest first. */
function kinds(payment: Payment | undefined) {
  return payment?.entries.map(({ kind }) => kind.replace("PAYMENT_ENTRY_KIND_", ""));
}
