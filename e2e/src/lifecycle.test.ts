import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serviceNames } from "@hipstershop/shop/names";
import { failedCalls } from "./failed-calls.ts";
import { hasUnread } from "./has-unread.ts";
import { type Shop, startShop } from "./shop.ts";
import { createVisitor } from "./visitor.ts";

let shop: Shop;
before(async () => {
  shop = await startShop();
});
after(() => shop[Symbol.asyncDispose]());

const notLinux =
  process.platform !== "linux" && process.env.REQUIRE_ALL !== "1" && "looks into /proc";
const DEADLINE = { interval: 20, timeout: 30_000 };

test("each service says where it registers, in the words of go-micro", async (t) => {
  for (const service of serviceNames) {
    const { id, address } = await shop.instance(service);
    // It is found a moment before it says so.
    await t.waitFor(() => {
      const logs = shop.logs(service);
      assert(logs.includes(`Registry [mdns] Registering node: ${id} at ${address}`), logs);
    }, DEADLINE);
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
  const added = await visitor.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "3" });
  assert.equal(added.status, 302);
  await shop.stop("cartservice");
  await shop.start("cartservice");
  await t.waitFor(async () => {
    const page = await visitor.get("/cart");
    assert.equal(page.status, 200);
    // 3 * 8.99 USD
    assert.match(page.body, /\$26\.97/);
  }, DEADLINE);
});

test("a change that a killed process takes along fails with a page that says so", {
  skip: notLinux,
}, async (t) => {
  const visitor = createVisitor(shop.url);
  const { id, address } = await shop.instance("cartservice");
  assert.equal((await visitor.get("/cart")).status, 200);
  // So that the call stays under way, on the connection that is now open.
  shop.signal("cartservice", "SIGSTOP");
  const form = { product_id: "6E92ZMYYFZ", quantity: "1" };
  const adding = visitor.post("/cart", form);
  await t.waitFor(async () => {
    assert(await hasUnread(address), "the call has not reached the process");
  }, DEADLINE);
  await shop.stop("cartservice", "SIGKILL");

  const page = await adding;
  assert.equal(page.status, 503);
  assert.match(page.body, /cartservice did not answer/);
  assert.deepEqual(await failedCalls(page, () => [shop.logs("frontend")]), [
    { rpc: "cartservice.AddItem", instance: id, code: "unavailable" },
  ]);
  await shop.start("cartservice");
});

test("a shop without its catalog answers with a page that says what failed", async () => {
  await shop.stop("productcatalogservice");
  // A frontend that has never seen the catalog: the other one still has it in its cache.
  const { address } = await shop.start("frontend");
  const page = await createVisitor(`http://${address}`).get("/product/6E92ZMYYFZ");
  // It waited for a catalog until its time was over.
  assert.equal(page.status, 503);
  assert(page.headers.has("retry-after"));
  assert.match(page.body, /productcatalogservice did not answer/);
  assert.doesNotMatch(page.body, /\bat [\w.]+ \(|node_modules/, "the page shows a stack trace");
  await shop.start("productcatalogservice");
});
