import assert from "node:assert/strict";
import { test } from "node:test";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("home lists every product in two waves of calls", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/setCurrency", { currency_code: "JPY" });
  const page = await frontend.get("/");
  assert.equal(page.status, 200);
  for (const name of ["Mug", "Sunglasses", "Watch", "Salt &amp; Pepper Shakers"]) {
    assert(page.body.includes(name), `"${name}" is missing`);
  }
  assert.match(page.body, /¥899\b/);
  assert.equal(Math.max(...frontend.shop.calls.map(({ wave }) => wave)), 2);
});

test("a product page shows the product, an ad and four others at most, in two waves", async () => {
  await using frontend = await openFrontend();
  const page = await frontend.get(`/product/${MUG}`);
  assert.equal(page.status, 200);
  assert.match(page.body, /<h1>Mug<\/h1>/);
  assert.match(page.body, /An ad for kitchen/);
  assert.match(page.body, /You may also like/);
  assert(Math.max(...frontend.shop.calls.map(({ wave }) => wave)) <= 2);
});

test("the cart is priced and ordered in three waves each, whatever its lines", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/setCurrency", { currency_code: "JPY" });
  await frontend.post("/cart", { product_id: MUG, quantity: "2" });
  await frontend.post("/cart", { product_id: "1YMWWN1N4O", quantity: "1" });
  frontend.shop.calls.length = 0;
  const cart = await frontend.get("/cart");
  assert.equal(cart.status, 200);
  // Two mugs at 899, a watch at 10,999 and shipping at 899 yen.
  assert.match(cart.body, /¥1,798\b/);
  assert.match(cart.body, /¥13,696\b/);
  assert(waves(frontend.shop.calls) <= 3);

  frontend.shop.calls.length = 0;
  const order = await frontend.post("/cart/checkout", goodForm());
  assert.equal(order.status, 200);
  assert.match(order.body, /AB-35123-171234567/);
  assert.match(order.body, /someone@example\.com/);
  assert(waves(frontend.shop.calls) <= 3);
});

function waves(calls: readonly { wave: number }[]): number {
  return new Set(calls.map(({ wave }) => wave)).size;
}
