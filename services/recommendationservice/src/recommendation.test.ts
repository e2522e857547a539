import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
  type HandlerContext,
} from "@connectrpc/connect";
import {
  ListProductsResponseSchema,
  ProductCatalogService,
  ProductSchema,
} from "@hipstershop/proto/hipstershop/product_catalog";
import {
  ListRecommendationsRequestSchema,
  RecommendationService,
} from "@hipstershop/proto/hipstershop/recommendation";
import fc from "fast-check";
import { createRecommendation } from "./recommendation.ts";

const nine = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];

function recommend(catalog: readonly string[], random?: () => number) {
  return connect(() => ({ products: catalog.map((id) => ({ id })) }), random);
}

function connect(listProducts: () => { products: { id: string }[] }, random?: () => number) {
  const catalog = createClient(
    ProductCatalogService,
    createRouterTransport(({ service }) => {
      service(ProductCatalogService, { listProducts });
    }),
  );
  const transport = createRouterTransport(({ service }) => {
    service(RecommendationService, createRecommendation(catalog, random));
  });
  return createClient(RecommendationService, transport);
}

test("listRecommendations returns five different products when the catalog has more", async () => {
  const { productIds } = await recommend(nine).listRecommendations({ userId: "ann" });
  assert.equal(new Set(productIds).size, 5);
  assert.ok(productIds.every((id) => nine.includes(id)));
});

test("listRecommendations leaves out what the request names", async () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const named = fc.array(fc.constantFrom(...nine, "", "unknown", "__proto__"));
  await fc.assert(
    fc.asyncProperty(named, fc.infiniteStream(chance), async (productIds, stream) => {
      const client = recommend(nine, () => stream.next().value);
      const found = (await client.listRecommendations({ productIds })).productIds;
      const others = nine.filter((id) => !productIds.includes(id));
      assert.equal(found.length, Math.min(5, others.length));
      assert.equal(new Set(found).size, found.length);
      assert.ok(found.every((id) => others.includes(id)));
    }),
  );
});

test("listRecommendations can return any product first", async () => {
  const seen = new Set<string | undefined>();
  for (let place = 0; place < nine.length; place++) {
    const client = recommend(nine, () => place / nine.length);
    seen.add((await client.listRecommendations({})).productIds[0]);
  }
  assert.deepEqual([...seen].sort(), nine);
});

test("listRecommendations looks at a few products however many there are", async () => {
  let looks = 0;
  const products = new Proxy(
    Array.from({ length: 10_000 }, (_, number) => create(ProductSchema, { id: `${number}` })),
    {
      get(target, key) {
        if (key !== "length") looks++;
        return Reflect.get(target, key);
      },
    },
  );
  const { listRecommendations } = createRecommendation({
    listProducts: async () => Object.assign(create(ListProductsResponseSchema), { products }),
  });
  const request = create(ListRecommendationsRequestSchema, { productIds: ["7", "8"] });
  const { productIds } = await listRecommendations(request, {} as HandlerContext);
  assert.equal(new Set(productIds).size, 5);
  assert.ok(looks < 100, `it looked ${looks} times`);
});

test("listRecommendations returns nothing when the catalog is empty", async () => {
  assert.deepEqual((await recommend([]).listRecommendations({})).productIds, []);
});

test("listRecommendations fails with the catalog's code when the catalog fails", async () => {
  const client = connect(() => {
    throw new ConnectError("no instance of productcatalogservice", Code.Unavailable);
  });
  await assert.rejects(
    client.listRecommendations({}),
    (error: ConnectError) => error.code === Code.Unavailable,
  );
});
