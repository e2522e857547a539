import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { fixedFaults } from "@hipstershop/faults";
import { fromMoney } from "@hipstershop/money";
import {
  type Product,
  ProductCatalogService,
} from "@hipstershop/proto/hipstershop/product_catalog";
import fc from "fast-check";
import catalog from "./catalog.json" with { type: "json" };
import { parseCatalog } from "./parse-catalog.ts";
import { createProductCatalog } from "./product-catalog.ts";

const products = parseCatalog(JSON.stringify(catalog));
const client = createClient(
  ProductCatalogService,
  createRouterTransport(({ service }) => {
    service(
      ProductCatalogService,
      createProductCatalog(() => products),
    );
  }),
);

function present<T>(value: T | undefined): T {
  assert.ok(value);
  return value;
}

async function search(query: string) {
  const { results } = await client.searchProducts({ query });
  return results.map(({ name }) => name);
}

test("listProducts returns every product in the order of the catalog", async () => {
  assert.deepEqual((await client.listProducts({})).products, products);
});

test("getProduct returns the product with the id", async () => {
  for (const product of products) {
    assert.deepEqual(await client.getProduct({ id: product.id }), product);
  }
});

test("getProduct fails with NOT_FOUND when no product has the id", async () => {
  const missing = fc.string().filter((id) => products.every((product) => product.id !== id));
  await fc.assert(
    fc.asyncProperty(missing, async (id) => {
      await assert.rejects(
        client.getProduct({ id }),
        (error) =>
          error instanceof ConnectError &&
          error.code === Code.NotFound &&
          error.rawMessage === `no product with ID ${id}`,
      );
    }),
    { examples: [[""], ["__proto__"], ["olJCESPC7Z"]] },
  );
});

test("getProduct quotes only the beginning of an id when it is long", async () => {
  await assert.rejects(
    client.getProduct({ id: "x".repeat(100_000) }),
    (error: ConnectError) => error.code === Code.NotFound && error.message.length < 200,
  );
});

test("getProducts returns the products in the order of the ids, or says which one is not there", async () => {
  const ids = products.map(({ id }) => id).reverse();
  const asked = [...ids, ids[0] ?? ""];
  const answer = await client.getProducts({ ids: asked });
  assert.deepEqual(
    answer.products.map(({ id }) => id),
    asked,
  );
  assert.deepEqual(answer.products.at(-1), products.at(-1));
  await assert.rejects(client.getProducts({ ids: [...ids, "none", "neither"] }), {
    code: Code.NotFound,
    rawMessage: "no product with ID none",
  });
});

test("getProducts refuses more ids than it answers at once", async () => {
  const ids = (count: number) => Array.from({ length: count }, () => products[0]?.id ?? "");
  assert.equal((await client.getProducts({ ids: ids(1_000) })).products.length, 1_000);
  await assert.rejects(client.getProducts({ ids: ids(1_001) }), {
    code: Code.InvalidArgument,
    rawMessage: "at most 1000 products can be asked for at once, got 1001",
  });
});

test("searchProducts finds names and descriptions whatever the case", async () => {
  assert.deepEqual(await search("MUG"), ["Mug"]);
  assert.deepEqual(await search("pepper sh"), ["Salt & Pepper Shakers"]);
  assert.deepEqual(await search("BaMbOo LiD"), ["Bamboo Glass Jar"]);
  assert.deepEqual(await search("glass"), ["Sunglasses", "Bamboo Glass Jar"]);
  assert.deepEqual(await search("no such thing"), []);
});

test("searchProducts finds another spelling that looks the same", async () => {
  const [mug] = products;
  const cafe = createProductCatalog(() => [{ ...present(mug), name: "Caf\u00e9 Stra\u00dfe" }]);
  const shop = createClient(
    ProductCatalogService,
    createRouterTransport(({ service }) => void service(ProductCatalogService, cafe)),
  );
  for (const query of ["cafe\u0301", "CAFÉ", "ｃａｆé", "strasse", "Ca\u00adfé"]) {
    assert.equal((await shop.searchProducts({ query })).results.length, 1, query);
  }
  assert.deepEqual((await shop.searchProducts({ query: "Cafés" })).results, []);
});

test("searchProducts searches the current products", async () => {
  let now = products.slice(0, 1);
  const changing = createProductCatalog(() => now);
  const shop = createClient(
    ProductCatalogService,
    createRouterTransport(({ service }) => void service(ProductCatalogService, changing)),
  );
  const count = async () => (await shop.searchProducts({ query: "mug" })).results.length;
  assert.equal(await count(), 0);
  now = [...products];
  assert.equal(await count(), 1);
});

test("searchProducts takes the query as text, not as a pattern", async () => {
  assert.deepEqual(await search(".*"), []);
  assert.deepEqual(await search("("), []);
});

test("searchProducts finds every product when the query is empty", async () => {
  assert.deepEqual(
    await search(""),
    products.map(({ name }) => name),
  );
});

test("createProductCatalog lets callers cache answers, but not errors", async () => {
  const headers: (string | null)[] = [];
  const onHeader = (header: Headers) => headers.push(header.get("cache-control"));
  await client.listProducts({}, { onHeader });
  await client.getProduct({ id: "6E92ZMYYFZ" }, { onHeader });
  await client.searchProducts({ query: "mug" }, { onHeader });
  assert.deepEqual(headers, new Array(3).fill("max-age=5, stale-if-error=60"));
  await assert.rejects(
    client.getProduct({ id: "none" }),
    (error: ConnectError) => error.metadata.get("cache-control") === null,
  );
});

test("productCatalogFailure fails what asks for its product, and nothing else", async () => {
  const [broken = "", whole = ""] = products.map(({ id }) => id);
  const faults = fixedFaults({
    productCatalogFailure: ({ product_id }) => Number(product_id === broken),
  });
  const catalog = createClient(
    ProductCatalogService,
    createRouterTransport(({ service }) => {
      service(
        ProductCatalogService,
        createProductCatalog(() => products, faults),
      );
    }),
  );
  await assert.rejects(catalog.getProduct({ id: broken }), { code: Code.Internal });
  await assert.rejects(catalog.getProducts({ ids: [whole, broken] }), {
    code: Code.Internal,
  });
  assert.equal((await catalog.getProduct({ id: whole })).id, whole);
  assert.equal((await catalog.listProducts({})).products.length, products.length);
});

test("productCatalogWrongPrice makes every price so many times too high", async () => {
  const faults = fixedFaults({ productCatalogWrongPrice: 10 });
  const catalog = createClient(
    ProductCatalogService,
    createRouterTransport(({ service }) => {
      service(
        ProductCatalogService,
        createProductCatalog(() => products, faults),
      );
    }),
  );
  const prices = (of: readonly Product[]) =>
    of.map(({ priceUsd }) => fromMoney(present(priceUsd)).nanos);
  const right = prices(products);
  const listed = (await catalog.listProducts({})).products;
  assert.deepEqual(
    prices(listed),
    right.map((nanos) => nanos * 10n),
  );
  assert.deepEqual(await catalog.getProduct({ id: listed[0]?.id ?? "" }), listed[0]);
});
