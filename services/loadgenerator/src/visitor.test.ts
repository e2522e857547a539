import assert from "node:assert/strict";
import { test } from "node:test";
import { createBrowser } from "./browser.ts";
import { createStatistics } from "./statistics.ts";
import { type FakeFrontend, startFakeFrontend } from "./testing/start-fake-frontend.ts";
import { createVisitor, type Visitor } from "./visitor.ts";

test("createVisitor reports no failure when every page is correct", async () => {
  await using frontend = await startFakeFrontend();
  const { visitor, summary } = enter(frontend);
  await visitor.index();
  await visitor.setCurrency();
  await visitor.browse();
  await visitor.addToCart();
  await visitor.addToCart();
  await visitor.viewCart();
  await visitor.checkout();
  await visitor.viewCart();
  const { total, routes } = summary();
  assert.deepEqual(total.failures, {});
  assert.deepEqual(
    Object.entries(routes).map(([route, { requests }]) => [route, requests]),
    [
      ["GET /", 1],
      ["GET /cart", 2],
      ["GET /product/{id}", 4],
      ["POST /cart", 3],
      ["POST /cart/checkout", 1],
      ["POST /setCurrency", 1],
    ],
  );
});

test("checkout sends the whole form of the demo customer", async () => {
  await using frontend = await startFakeFrontend();
  await enter(frontend).visitor.checkout();
  const form = Object.fromEntries(frontend.forms.get("/cart/checkout")?.[0] ?? []);
  assert.deepEqual(Object.keys(form).sort(), [
    "city",
    "country",
    "credit_card_cvv",
    "credit_card_expiration_month",
    "credit_card_expiration_year",
    "credit_card_number",
    "email",
    "state",
    "street_address",
    "zip_code",
  ]);
  assert.equal(form.credit_card_expiration_year, String(new Date().getFullYear() + 1));
});

test("checkout that fails is the visitor's last, and the next one has nothing in the cart", async () => {
  await using frontend = await startFakeFrontend();
  const { visitor, summary } = enter(frontend, () => 0);
  await visitor.setCurrency();
  frontend.spoil = (url, page) => (url === "/cart/checkout" ? undefined : page);
  await visitor.checkout();
  const carts: string[] = [];
  frontend.spoil = (url, page) => {
    if (url === "/cart") carts.push(page);
    return page;
  };
  await visitor.viewCart();
  await visitor.browse();
  assert.match(carts[0] ?? "", /^ for \$1/);
  assert.deepEqual(summary().total.failures, { "POST /cart/checkout: status 500": 1 });
});

test("addToCart takes from 1 to 10 of a product", async () => {
  await using frontend = await startFakeFrontend();
  await enter(frontend, () => 0).visitor.addToCart();
  await enter(frontend, () => 0.999).visitor.addToCart();
  const quantities = frontend.forms.get("/cart")?.map((form) => form.get("quantity"));
  assert.deepEqual(quantities, ["1", "10"]);
});

for (const { what, path, body, act, says } of [
  {
    what: "the home page lacks a product",
    path: "/",
    body: "$1",
    act: ["index"],
    says: 'GET /: the page does not show "Sunglasses"',
  },
  {
    what: "a product page is of another product",
    path: "/product/OLJCESPC7Z",
    body: "Mug $1",
    act: ["browse"],
    says: 'GET /product/{id}: the page does not show "Sunglasses"',
  },
  {
    what: "a product page is in another currency",
    path: "/product/OLJCESPC7Z",
    body: 'Sunglasses value="OLJCESPC7Z" $1',
    act: ["setCurrency", "browse"],
    says: 'GET /product/{id}: the page does not show "€"',
  },
  {
    what: "the cart has lost what was put there",
    path: "/cart",
    body: "There is nothing in it yet.",
    act: ["addToCart"],
    says: 'POST /cart: the page does not show "Sunglasses"',
  },
  {
    what: "there is no receipt",
    path: "/cart/checkout",
    body: "Thank you",
    act: ["checkout"],
    says: "POST /cart/checkout: the page shows no order id",
  },
  {
    what: "a page does not come",
    path: "/",
    body: undefined,
    act: ["index"],
    says: "GET /: status 500",
  },
] satisfies Spoiled[]) {
  test(`createVisitor counts a failure when ${what}`, async () => {
    await using frontend = await startFakeFrontend();
    frontend.spoil = (url, page) => (url === path && page !== "" ? body : page);
    // The first of everything.
    const { visitor, summary } = enter(frontend, () => 0);
    for (const flow of act as (keyof Visitor)[]) await visitor[flow]();
    assert.deepEqual(summary().total.failures, { [says]: 1 });
  });
}

interface Spoiled {
  what: string;
  path: string;
  body: string | undefined;
  act: (keyof Visitor)[];
  says: string;
}

function enter(frontend: FakeFrontend, random?: () => number) {
  const statistics = createStatistics();
  const { signal } = new AbortController();
  const browser = createBrowser({ target: async () => frontend.url, statistics, signal });
  return { visitor: createVisitor(browser, random), summary: statistics.summary };
}
