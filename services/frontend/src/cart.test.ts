import assert from "node:assert/strict";
import { test } from "node:test";
import { MUG } from "./testing/good-form.ts";
import { openFrontend } from "./testing/open-frontend.ts";

test("POST /cart adds to the cart and redirects to it", async () => {
  await using frontend = await openFrontend();
  const added = await frontend.post("/cart", { product_id: MUG, quantity: "2" });
  assert.equal(added.status, 302);
  assert.equal(added.headers.get("location"), "/cart");
  await frontend.post("/cart", { product_id: MUG, quantity: "10" });
  assert.match((await frontend.get("/cart")).body, /12 × \$8\.99/);
});

test("POST /cart answers 422 and names the field when the quantity is bad", async () => {
  await using frontend = await openFrontend();
  for (const quantity of ["", "0", "11", "-1", "1.5", "1e1", "0x1", "many", "٣"]) {
    const page = await frontend.post("/cart", { product_id: MUG, quantity });
    assert.equal(page.status, 422, `"${quantity}"`);
    assert.match(page.body, /<code>quantity<\/code>/);
  }
  const page = await frontend.post("/cart", {});
  assert.equal(page.status, 422);
  assert.match(page.body, /<code>product_id<\/code>/);
});

test("POST /cart answers 404 when the product is unknown", async () => {
  await using frontend = await openFrontend();
  const page = await frontend.post("/cart", { product_id: "NO-SUCH", quantity: "1" });
  assert.equal(page.status, 404);
});

test("POST /cart/update changes a line, and a quantity of 0 removes it", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "2" });
  const changed = await frontend.post("/cart/update", { product_id: MUG, quantity: "3" });
  assert.equal(changed.headers.get("location"), "/cart");
  assert.match((await frontend.get("/cart")).body, /3 × \$8\.99/);
  await frontend.post("/cart/update", { product_id: MUG, quantity: "0" });
  assert.match((await frontend.get("/cart")).body, /There is nothing in it yet/);
  const bad = await frontend.post("/cart/update", { product_id: MUG, quantity: "11" });
  assert.equal(bad.status, 422);
});

test("POST /cart/update takes up to what is in the cart when that is more than 10", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "10" });
  await frontend.post("/cart", { product_id: MUG, quantity: "10" });
  assert.match((await frontend.get("/cart")).body, /max="20" required value="20"/);
  const bad = await frontend.post("/cart/update", { product_id: MUG, quantity: "21" });
  assert.equal(bad.status, 422);
  assert.match(bad.body, /Choose a quantity from 0 to 20\./);
  await frontend.post("/cart/update", { product_id: MUG, quantity: "19" });
  assert.match((await frontend.get("/cart")).body, /19 × \$8\.99/);
  const before = frontend.shop.calls.length;
  await frontend.post("/cart/update", { product_id: MUG, quantity: "2" });
  assert.equal(frontend.shop.calls.length, before + 1, "what is there was asked for in vain");
  assert.match((await frontend.get("/cart")).body, /max="10" required value="2"/);
});

test("POST /cart/empty empties the cart and redirects home", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "2" });
  const emptied = await frontend.post("/cart/empty", {});
  assert.equal(emptied.status, 302);
  assert.equal(emptied.headers.get("location"), "/");
  assert.match((await frontend.get("/cart")).body, /There is nothing in it yet/);
});

test("the cart shows a product that is no longer sold, to be removed", async () => {
  const items = [
    { productId: "GONE", quantity: 1 },
    { productId: MUG, quantity: 1 },
  ];
  await using frontend = await openFrontend({ services: { cart: { getCart: () => ({ items }) } } });
  const page = await frontend.get("/cart");
  assert.equal(page.status, 200);
  assert.match(page.body, /No longer sold/);
  // The mug and shipping alone.
  assert.match(page.body, /\$17\.98/);
});
