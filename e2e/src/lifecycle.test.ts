import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Shop, startShop } from "./shop.ts";
import { createVisitor } from "./visitor.ts";

let shop: Shop;
before(async () => {
  shop = await startShop();
});
after(() => shop[Symbol.asyncDispose]());

const DEADLINE = { interval: 20, timeout: 20_000 };

test("each service says where it registers, in the words of go-micro", async () => {
  for (const service of await shop.registry.listServices()) {
    const { id, address } = await shop.instance(service);
    assert(
      shop.logs(service).includes(`Registry [mdns] Registering node: ${id} at ${address}`),
      shop.logs(service),
    );
  }
});

test("a service that is stopped goes from the registry and comes back", async (t) => {
  const visitor = createVisitor(shop.url);
  await shop.stop("adservice");
  await t.waitFor(async () => {
    assert.deepEqual(await shop.registry.getService("adservice"), []);
  }, DEADLINE);
  const without = await visitor.get("/product/6E92ZMYYFZ");
  assert.equal(without.status, 200);

  await shop.start("adservice");
  await t.waitFor(async () => {
    const page = await visitor.get("/product/6E92ZMYYFZ");
    assert.match(page.body, /\bAd\b|advertisement/i);
  }, DEADLINE);
});

test("a service that is killed is out of use and its successor found", async (t) => {
  const visitor = createVisitor(shop.url);
  await shop.stop("currencyservice", "SIGKILL");
  const degraded = await visitor.get("/");
  assert.equal(degraded.status, 200);

  await shop.start("currencyservice");
  await visitor.post("/setCurrency", { currency_code: "EUR" });
  await t.waitFor(async () => {
    const page = await visitor.get("/");
    assert.equal(page.status, 200);
    // 8.99 USD / 1.1305 = 7.952…
    assert.match(page.body, /€7\.95/);
  }, DEADLINE);
});

test("a cart outlives the process that keeps it", async (t) => {
  const visitor = createVisitor(shop.url);
  await visitor.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "3" });
  await shop.stop("cartservice");
  await shop.start("cartservice");
  await t.waitFor(async () => {
    const page = await visitor.get("/cart");
    assert.equal(page.status, 200);
    assert.match(page.body, /Mug/);
  }, DEADLINE);
});

test("a shop without its catalog answers with a page that says what failed", async () => {
  await shop.stop("productcatalogservice");
  const page = await createVisitor(shop.url).get("/product/6E92ZMYYFZ");
  assert(page.status === 200 || page.status === 503, `answered ${page.status}`);
  assert.doesNotMatch(page.body, /\bat [\w.]+ \(|node_modules/, "the page shows a stack trace");
  await shop.start("productcatalogservice");
});
