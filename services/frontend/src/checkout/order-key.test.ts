import assert from "node:assert/strict";
import { test } from "node:test";
import { goodForm, MUG } from "../testing/good-form.ts";
import { type OpenFrontend, openFrontend } from "../testing/open-frontend.ts";

async function keyOn(frontend: OpenFrontend, path = "/cart"): Promise<string> {
  const { body } = await frontend.get(path);
  return keyIn(body);
}

function keyIn(body: string): string {
  const [, key] =
    /name="idempotency_key" value="([^"]+)"/.exec(body.split("How you pay")[0] ?? "") ??
    assert.fail("the page has no checkout form");
  return key as string;
}

test("a cart page has the same key each time, until the cart changes", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const first = await keyOn(frontend);
  assert.match(first, /^[\w-]{43}$/);
  assert.equal(await keyOn(frontend), first);
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  assert.notEqual(await keyOn(frontend), first);
});

test("a cart page after a canceled order has another key, the same each time", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const first = await keyOn(frontend);
  const next = await keyOn(frontend, "/cart?after=order-1");
  assert.notEqual(next, first);
  assert.equal(await keyOn(frontend, "/cart?after=order-1"), next);
});

test("a cart page has a new key each time when the cart has no version", async () => {
  const getCart = () => ({ items: [{ productId: MUG, quantity: 1 }] });
  await using frontend = await openFrontend({ services: { cart: { getCart } } });
  assert.notEqual(await keyOn(frontend), await keyOn(frontend));
});

test("a form that is refused keeps its key", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const form = { ...goodForm(), city: "", idempotency_key: "key-1" };
  const { status, body } = await frontend.post("/cart/checkout", form);
  assert.equal(status, 422);
  assert.equal(keyIn(body), "key-1");
});
