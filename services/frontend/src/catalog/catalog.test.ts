import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type Product, ProductSchema } from "@hipstershop/proto/hipstershop/product_catalog";
import { goodForm } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

const product = (id: string, more: { picture?: string; categories?: string[] } = {}) =>
  create(ProductSchema, {
    id,
    name: `Thing ${id}`,
    priceUsd: { currencyCode: "USD", units: 5n },
    ...more,
  });

/** Opens the frontend over a catalog of one's own. */
function openWith(products: readonly Product[]) {
  const catalog = {
    listProducts: () => ({ products: [...products] }),
    searchProducts: ({ query }: { query: string }) => ({
      results: products.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())),
    }),
  };
  return openFrontend({ services: { catalog } });
}

const many = (count: number) => Array.from({ length: count }, (_, i) => product(`P${i + 1}`));

/** Returns the cards of products on a page. */
const cardsIn = (body: string) => body.match(/class="card"/g)?.length ?? 0;

test("a product of any id is opened by its own link, bought and ordered", async () => {
  const ids = ["SKU.100-A", "SKU 200", "100%", "a/b?c#d&e", '<"quoted">', "čaj 🕶", "%2e%2e"];
  for (const id of ids) {
    await using frontend = await openWith([product(id)]);
    const { body: home } = await frontend.get("/");
    const [, link = ""] = /<h3><a href="([^"]+)"/.exec(home) ?? [];
    assert.match(new URL(link, frontend.url).pathname, /^\/product\/[^/]+$/);
    assert.equal((await frontend.get(link)).status, 200, id);
    const added = await frontend.post("/cart", { product_id: id, quantity: "2" });
    assert.equal(added.status, 302, id);
    const { body: cart } = await frontend.get("/cart");
    assert(cart.includes(link), id);
    const changed = await frontend.post("/cart/update", { product_id: id, quantity: "3" });
    assert.equal(changed.status, 302, id);
    assert.equal((await frontend.post("/cart/checkout", goodForm())).status, 200, id);
    const meta = await frontend.get(`/product-meta/${encodeURIComponent(id)}`);
    assert.equal(JSON.parse(meta.body)[0]?.id, id);
  }
});

test("POST /cart is refused when it names no product, or a text that cannot be read", async () => {
  await using frontend = await openWith([product("A")]);
  const post = async (id: string) =>
    (await frontend.post("/cart", { product_id: id, quantity: "1" })).status;
  assert.equal(await post("B"), 404);
  for (const id of ["", "A\u0000", "A\u200b", "x".repeat(257)]) assert.equal(await post(id), 422);
});

test("a page loads pictures from where the catalog has them, and from nowhere else", async () => {
  await using frontend = await openWith([
    product("A", { picture: "https://cdn.example.com/a.png" }),
    product("B", { picture: "https://cdn.example.com/b.png" }),
    product("C", { picture: "https://a;script-src *;/c.png" }),
    product("D", { picture: "/static/img/icon.svg" }),
    product("E"),
  ]);
  const page = await frontend.get("/");
  assert(page.body.includes('src="https://cdn.example.com/a.png"'));
  assert.match(page.body, /src="\/static\/[\da-f]+\/img\/no-picture\.svg"/);
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /; img-src https:\/\/cdn\.example\.com 'self';/);
  assert.match(policy, /; script-src 'self';/);
  const other = await frontend.get("/nothing");
  assert.match(other.headers.get("content-security-policy") ?? "", /; img-src 'self';/);
});

test("a product without a picture keeps its link in the cart", async () => {
  await using frontend = await openWith([product("A")]);
  await frontend.post("/cart", { product_id: "A", quantity: "1" });
  assert.match((await frontend.get("/cart")).body, /<h3><a href="\/product\/A">Thing A<\/a>/);
});

test("home lists up to 100 products, and more of them in pages", async () => {
  await using hundred = await openWith(many(100));
  const all = await hundred.get("/");
  assert.equal(cardsIn(all.body), 100);
  assert.doesNotMatch(all.body, /aria-label="Pages"/);

  await using frontend = await openWith(many(1_001));
  await frontend.post("/setCurrency", { currency_code: "JPY" });
  const first = await frontend.get("/");
  assert.equal(cardsIn(first.body), 100);
  assert.match(first.body, /href="\/\?page=2"/);
  assert.match(first.body, /href="\/\?page=11"/);
  const last = await frontend.get("/?page=11");
  assert.equal(cardsIn(last.body), 1);
  assert.match(last.body, /¥500\b/);
  assert.match(last.body, /<h1[^>]*>On the shelf, page 11 of 11<\/h1>/);
  assert.match(last.body, /href="\/" aria-label="Page 1"/);
  for (const page of ["0", "12", "-1", "1.5", "x", "1&page=2", "99999999999"]) {
    assert.equal((await frontend.get(`/?page=${page}`)).status, 404, page);
  }
});

test("search shows what it finds in pages that keep the query", async () => {
  await using frontend = await openWith(many(250));
  const { body } = await frontend.get("/search?q=thing%20p%26q");
  assert.match(body, /Did you mean one of these\?/);
  const first = await frontend.get("/search?q=Thing");
  assert.match(first.body, /250 things for “Thing”/);
  assert.match(first.body, /href="\/search\?q=Thing&amp;page=3"/);
  assert.equal(cardsIn((await frontend.get("/search?q=Thing&page=3")).body), 50);
  assert.equal(cardsIn((await frontend.get("/search?page=3")).body), 50);
  assert.equal((await frontend.get("/search?q=Thing&page=4")).status, 404);
});

test("search finds the products of a category of that name, however it is written", async () => {
  const categories = ["Küche", "kuche", "gifts"];
  await using frontend = await openWith([
    product("A", { categories }),
    product("B", { categories: ["gifts"] }),
    product("Gifts"),
  ]);
  const found = async (query: string) => {
    const { body } = await frontend.get(`/search?q=${encodeURIComponent(query)}`);
    return [...body.matchAll(/<h3><a href="\/product\/(\w+)"/g)].map(([, id]) => id);
  };
  assert.deepEqual(await found("KÜCHE"), ["A"]);
  assert.deepEqual(await found("gifts"), ["Gifts", "A", "B"]);
});

test("search suggests similar products when it finds none, and says when there are none", async () => {
  await using frontend = await openFrontend();
  for (const [query, name] of [
    ["Mugs", "Mug"],
    ["sunglases", "Sunglasses"],
    ["wacth", "Watch"],
  ] as const) {
    const { body } = await frontend.get(`/search?q=${query}`);
    assert.match(body, new RegExp(`Nothing found for “${query}”`));
    assert.match(body, /Did you mean this\?/);
    assert(body.includes(`>${name}</a></h3>`), query);
    assert.equal(cardsIn(body), 1);
  }
  const nothing = await frontend.get("/search?q=zeppelin");
  assert.match(nothing.body, /Nothing found for “zeppelin”/);
  assert.match(nothing.body, /Try a shorter word/);
  assert.equal(cardsIn(nothing.body), 0);
});

test("pages say how many products and services there are", async () => {
  for (const [count, heading] of [
    [0, "No good things, sold by ten small services."],
    [1, "One good thing, sold by ten small services."],
    [9, "Nine good things, sold by ten small services."],
    [1_234, "1,234 good things, sold by ten small services."],
  ] as const) {
    await using frontend = await openWith(many(count));
    const { body } = await frontend.get("/");
    assert(body.includes(`<h1>${heading}</h1>`), heading);
    assert.doesNotMatch((await frontend.get("/cart")).body, /\bnine\b/i);
  }
});

test("orders name what was bought when the catalog has it no longer", async () => {
  const item = { item: { productId: "GONE", quantity: 1 }, productName: "Gramophone" };
  const listOrders = () => ({ all: [{ result: { orderId: "O1", items: [item] } }] });
  await using frontend = await openFrontend({ services: { checkout: { listOrders } } });
  assert.match((await frontend.get("/orders")).body, /<h3>Gramophone<\/h3>/);
});

test("a product page shows no ad for a product that the catalog does not have", async () => {
  await using frontend = await openWith([product("A", { categories: ["kitchen"] })]);
  const { body } = await frontend.get("/product/A");
  assert.doesNotMatch(body, /aria-label="Advertisement"/);
});
