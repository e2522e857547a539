import assert from "node:assert/strict";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { test } from "node:test";
import { Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { fixedFaults } from "@hipstershop/faults";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import fc from "fast-check";
import catalog from "./ads.json" with { type: "json" };
import { type AdCatalog, createAds } from "./ads.ts";

function connect(ads: AdCatalog = catalog, random?: () => number, faults = fixedFaults({})) {
  const transport = createRouterTransport(({ service }) => {
    service(AdService, createAds(ads, random, faults));
  });
  return createClient(AdService, transport);
}

async function products(contextKeys: string[], client = connect()) {
  const { ads } = await client.getAds({ contextKeys });
  return ads.map(({ redirectUrl }) => redirectUrl);
}

test("getAds returns the ads of a category, each with the path of its product", async () => {
  const { ads } = await connect().getAds({ contextKeys: ["footwear"] });
  assert.equal(ads.length, 1);
  assert.equal(ads[0]?.redirectUrl, "/product/L9ECAV7KIM");
  assert.equal(ads[0]?.text, catalog.footwear[0]?.text);
});

test("getAds has ads for every category that clients know", async () => {
  const expected = {
    clothing: ["66VCHSJNUP"],
    accessories: ["1YMWWN1N4O"],
    footwear: ["L9ECAV7KIM"],
    hair: ["2ZYFJ3GM2N"],
    decor: ["0PUK6V6EV0"],
    kitchen: ["9SIQT8TOJO", "6E92ZMYYFZ"],
  };
  for (const [category, ids] of Object.entries(expected)) {
    assert.deepEqual(
      await products([category]),
      ids.map((id) => `/product/${id}`),
    );
  }
});

test("getAds joins categories, names each ad once and passes over unknown ones", async () => {
  assert.deepEqual(await products(["hair", "beauty", "clothing", "hair"]), [
    "/product/2ZYFJ3GM2N",
    "/product/66VCHSJNUP",
  ]);
});

test("getAds picks two different ads when no category matches", async () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const keys = fc.array(fc.constantFrom("", "Footwear", "__proto__", "toString", "tops"));
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(chance), keys, async (stream, contextKeys) => {
      const found = await products(
        contextKeys,
        connect(catalog, () => stream.next().value),
      );
      assert.equal(new Set(found).size, 2);
    }),
  );
});

test("getAds picks each ad with the same chance", async () => {
  const seen = new Set<string>();
  for (let first = 0; first < 7; first++) {
    const found = await products(
      [],
      connect(catalog, () => first / 7),
    );
    for (const path of found) seen.add(path);
  }
  assert.equal(seen.size, 7);
});

test("getAds returns fewer than two ads when there are fewer", async () => {
  assert.deepEqual(await products([], connect({})), []);
  const one = { hair: [{ productId: "2ZYFJ3GM2N", text: "Dry" }] };
  assert.deepEqual(await products([], connect(one)), ["/product/2ZYFJ3GM2N"]);
});

test("getAds gives its answers no cache-control", async () => {
  await connect().getAds(
    { contextKeys: ["hair"] },
    { onHeader: (header) => assert.equal(header.get("cache-control"), null) },
  );
});

test("adFailure fails one request for ads in ten", async () => {
  let drawn = 0;
  const client = connect(catalog, () => drawn, fixedFaults({ adFailure: 1 }));
  await assert.rejects(client.getAds({}), { code: Code.Unavailable });
  drawn = 0.1;
  assert.equal((await client.getAds({})).ads.length, 2);
});

test("adManualGc collects garbage at each request", async (t) => {
  const collected: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      collected.push((entry as unknown as { detail: { kind: number } }).detail.kind);
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  await connect(catalog, Math.random, fixedFaults({ adManualGc: 1 })).getAds({});
  await t.waitFor(() => assert.ok(collected.includes(constants.NODE_PERFORMANCE_GC_MAJOR)));
  observer.disconnect();
});
