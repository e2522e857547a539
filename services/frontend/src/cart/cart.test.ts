import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

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
  assert.ok(!frontend.shop.calls.some(({ name }) => name === "cartservice.AddItem"));
});

for (const path of ["/", `/product/${MUG}`]) {
  test(`${path} has a key for each form that adds, and each key adds once`, async () => {
    await using frontend = await openFrontend();
    const keys = async () => {
      const { body } = await frontend.get(path);
      return [...body.matchAll(/name="idempotency_key" value="([^"]+)"/g)].map(([, key]) => key);
    };
    const first = await keys();
    const all = [...first, ...(await keys())];
    assert.ok(first.length > 0);
    assert.equal(new Set(all).size, all.length);
    const form = { product_id: MUG, quantity: "1", idempotency_key: `${first[0]}` };
    for (let i = 0; i < 3; i++) assert.equal((await frontend.post("/cart", form)).status, 302);
    assert.match((await frontend.get("/cart")).body, /1 × \$8\.99/);
    await frontend.post("/cart", { product_id: MUG, quantity: "1" });
    await frontend.post("/cart", { product_id: MUG, quantity: "1" });
    assert.match((await frontend.get("/cart")).body, /3 × \$8\.99/);
  });
}

test("POST /cart that fails leads to a page that sends the very same again", async () => {
  const keys: string[] = [];
  const services = {
    cart: {
      addItem({ idempotencyKey }: { idempotencyKey: string }) {
        keys.push(idempotencyKey);
        throw new ConnectError("Can't access cart storage.", Code.FailedPrecondition);
      },
    },
  };
  await using frontend = await openFrontend({ services });
  for (const given of [{}, { idempotency_key: "k" }]) {
    const page = await frontend.post("/cart", { product_id: MUG, quantity: "2", ...given });
    assert.equal(page.status, 503);
    assert.match(page.body, /Try again<\/button>/);
    const fields = page.body.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g);
    const form = Object.fromEntries([...fields].map(([, name, value]) => [name, value]));
    assert.equal(form.product_id, MUG);
    assert.equal(form.quantity, "2");
    await frontend.post("/cart", form);
  }
  assert.match(`${keys[0]}`, /./);
  assert.deepEqual(keys, [keys[0], keys[0], "k", "k"]);
  assert.notEqual(keys[0], "k");
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

test("the cart names a product that is no longer sold, and it can be removed", async () => {
  // An id that no catalog of ours would have.
  const gone = "SKU 200 <é>";
  const removed: unknown[] = [];
  const items = [
    { productId: gone, quantity: 1 },
    { productId: MUG, quantity: 1 },
  ];
  const services = {
    cart: {
      getCart: () => ({ items }),
      updateItem({ item }: { item?: unknown }) {
        removed.push(item);
        return {};
      },
    },
  };
  await using frontend = await openFrontend({ services });
  const page = await frontend.get("/cart");
  assert.equal(page.status, 200);
  assert.match(page.body, /“SKU 200 &lt;é&gt;” is no longer sold/);
  assert.match(page.body, /Remove it, and you can order the rest/);
  // The mug and shipping alone.
  assert.match(page.body, /\$17\.98/);
  const answer = await frontend.post("/cart/update", { product_id: gone, quantity: "0" });
  assert.equal(answer.status, 302);
  assert.partialDeepStrictEqual(removed, [{ productId: gone, quantity: 0 }]);
});
