import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("a product page comes without its ad when adservice is down", async () => {
  await using frontend = await openFrontend();
  frontend.shop.down.add("adservice");
  const page = await frontend.get(`/product/${MUG}`);
  assert.equal(page.status, 200);
  assert.match(page.body, /Our tips are taking a break\./);
  assert.doesNotMatch(page.body, /An ad for/);
  assert.deepEqual(frontend.logged, []);
});

test("a product page comes without recommendations when recommendationservice is down", async () => {
  await using frontend = await openFrontend();
  frontend.shop.down.add("recommendationservice");
  const page = await frontend.get(`/product/${MUG}`);
  assert.equal(page.status, 200);
  assert.match(page.body, /Recommendations are taking a break\./);
  assert.doesNotMatch(page.body, /You may also like/);
});

test("prices are in dollars, and the page says so, when currencyservice is down", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/setCurrency", { currency_code: "JPY" });
  frontend.shop.down.add("currencyservice");
  const page = await frontend.get("/");
  assert.equal(page.status, 200);
  assert.match(page.body, /\$8\.99/);
  assert.match(page.body, /Prices are in US dollars/);
  await frontend.post("/setCurrency", { currency_code: "USD" });
  assert.match((await frontend.get("/")).body, /Prices are in US dollars/);
});

for (const [wrong, results] of [
  ["too few", []],
  ["another currency's", Array(4).fill({ currencyCode: "EUR", units: 1n })],
  ["no amounts", Array(4).fill({ currencyCode: "JPY", units: 1n, nanos: -1 })],
] as const) {
  test(`prices are in dollars when currencyservice answers ${wrong}`, async () => {
    const services = { currency: { convertAll: () => ({ results: [...results] }) } };
    await using frontend = await openFrontend({ services });
    await frontend.post("/setCurrency", { currency_code: "JPY" });
    const page = await frontend.get("/");
    assert.equal(page.status, 200);
    assert.match(page.body, /\$8\.99/);
    const [line] = frontend.logged;
    assert.equal(line?.msg, "Reading the answer for the currency of a page fails");
    assert.equal(line?.requestId, page.headers.get("x-request-id"));
  });
}

test("a page without prices says nothing of prices", async () => {
  await using frontend = await openFrontend({
    services: { recommendations: { listRecommendations: () => ({}) } },
  });
  for (const code of ["USD", "JPY"]) {
    await frontend.post("/setCurrency", { currency_code: code });
    frontend.shop.down.add("currencyservice");
    for (const path of ["/orders", "/cart", "/search?q=nothing", "/nothing"]) {
      assert.doesNotMatch((await frontend.get(path)).body, /Prices are in US dollars/, path);
    }
  }
  frontend.shop.down.add("productcatalogservice");
  assert.doesNotMatch((await frontend.get("/orders")).body, /names of the products/);
  const failed = await frontend.get("/");
  assert.equal(failed.status, 503);
  assert.doesNotMatch(failed.body, /Prices are in US dollars/);
});

test("a page that cannot be made is 503 with Retry-After, and lists what is missing", async () => {
  const services = {
    catalog: {
      listProducts() {
        throw new ConnectError("the operation timed out", Code.DeadlineExceeded);
      },
    },
  };
  await using frontend = await openFrontend({ services });
  for (const name of ["cartservice", "currencyservice"]) frontend.shop.down.add(name);
  const page = await frontend.get("/");
  assert.equal(page.status, 503);
  assert.equal(page.headers.get("retry-after"), "5");
  assert.match(page.body, /(\w+), (\w+) and (\w+) did not answer\./);
  frontend.shop.down.clear();
  frontend.shop.down.add("checkoutservice");
  const refused = await frontend.post("/cart/checkout", goodForm());
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "5");
});

test("a page says that a service could not, and not that it did not answer, when it answered so", async () => {
  const listOrders = () => {
    throw new ConnectError("the database is away", Code.Unavailable);
  };
  await using frontend = await openFrontend({ services: { checkout: { listOrders } } });
  const answered = await frontend.get("/orders");
  assert.equal(answered.status, 503);
  assert.match(answered.body, /checkoutservice could not do that just now\./);
  const failed = { rpc: "checkoutservice.ListOrders", instance: "checkoutservice-1" };
  assert.deepEqual(frontend.logged[0]?.failed, [{ ...failed, code: "unavailable" }]);
  frontend.shop.down.add("checkoutservice");
  assert.match((await frontend.get("/orders")).body, /checkoutservice did not answer\./);
});

test("pages come without a cart, and the cart says what failed, when cartservice is down", async () => {
  await using frontend = await openFrontend();
  frontend.shop.down.add("cartservice");
  const home = await frontend.get("/");
  assert.equal(home.status, 200);
  assert.match(home.body, /Your cart is out of reach/);
  const cart = await frontend.get("/cart");
  assert.equal(cart.status, 503);
  assert.match(cart.body, /cartservice did not answer/);
  const added = await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  assert.equal(added.status, 503);
  const failed = [{ rpc: "cartservice.AddItem", instance: "nobody", code: "unavailable" }];
  assert.deepEqual(frontend.logged.at(-1)?.failed, failed);
  frontend.shop.down.clear();
  assert.equal((await frontend.get("/cart")).status, 200);
});

test("the cart comes without the price of shipping when shippingservice is down", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  frontend.shop.down.add("shippingservice");
  const cart = await frontend.get("/cart");
  assert.equal(cart.status, 200);
  assert.match(cart.body, /The price of shipping is out of reach/);
  assert.match(cart.body, /not known yet/);
  assert.match(cart.body, /Total before shipping/);
});

test("the cart comes without the price of shipping when shippingservice answers nonsense", async () => {
  for (const costUsd of [undefined, { currencyCode: "EUR" }, { currencyCode: "USD", nanos: 2e9 }]) {
    const services = { shipping: { getQuote: () => (costUsd ? { costUsd } : {}) } };
    await using frontend = await openFrontend({ services });
    await frontend.post("/cart", { product_id: MUG, quantity: "1" });
    const cart = await frontend.get("/cart");
    assert.equal(cart.status, 200);
    assert.match(cart.body, /not known yet/);
    assert.match(String(frontend.logged[0]?.msg), /the shipping of a page fails/);
  }
});

test("home says what failed, with the request's id, when productcatalogservice is down", async () => {
  await using frontend = await openFrontend();
  frontend.shop.down.add("productcatalogservice");
  const home = await frontend.get("/", { "x-request-id": "request-1" });
  assert.equal(home.status, 503);
  assert.match(home.body, /productcatalogservice did not answer/);
  assert.match(home.body, /names it in the logs: <code>request-1</);
  const [line] = frontend.logged;
  assert.equal(line?.requestId, "request-1");
  const rpc = "productcatalogservice.ListProducts";
  assert.deepEqual(line?.failed, [{ rpc, instance: "nobody", code: "unavailable" }]);
});

test("a checkout that cannot be reached keeps the form, but for the card, and its key", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  frontend.shop.down.add("checkoutservice");
  const form = { ...goodForm(), city: "Springfield", idempotency_key: "key-1" };
  const page = await frontend.post("/cart/checkout", form);
  assert.equal(page.status, 503);
  assert.match(page.body, /you will not be charged twice/);
  assert.match(page.body, /value="Springfield"/);
  assert.match(page.body, /name="idempotency_key" value="key-1"/);
  assert.doesNotMatch(page.body, /4432-8015-6152-0454|value="672"/);
});

test("an order is shown without names when productcatalogservice fails after it", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  frontend.shop.down.add("productcatalogservice");
  const page = await frontend.post("/cart/checkout", goodForm());
  assert.equal(page.status, 200);
  assert.match(page.body, /AB-35123-171234567/);
  assert.match(page.body, /The names of the products are out of reach/);
});

test("a page says so when a part of it is out of date", async () => {
  await using frontend = await openFrontend();
  frontend.shop.stale.add("productcatalogservice");
  const page = await frontend.get("/");
  assert.equal(page.status, 200);
  assert.match(page.body, /up to a minute old/);
});

test("an unexpected error shows neither its stack nor its text", async () => {
  const services = {
    catalog: {
      listProducts() {
        throw new ConnectError("secret at file.ts:12:3", Code.Internal);
      },
    },
  };
  await using frontend = await openFrontend({ services });
  const page = await frontend.get("/");
  assert.equal(page.status, 503);
  assert.doesNotMatch(page.body, /secret|file\.ts/);
});
