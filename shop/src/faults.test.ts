// What pages do while the shop is broken on purpose, in one process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MUG, openBreakableShop } from "./testing/open-breakable-shop.ts";

for (const [flag, value] of [
  ["rpcFailure", "100%"],
  ["rpcLatency", "2sec"],
  ["rpcHang", "100%"],
] as const) {
  test(`a page comes in time, without its ad, while adservice has ${flag}, and with one again after that`, async (t) => {
    const { shop, file, change } = await openBreakableShop(t);
    const hasAd = async () => {
      const response = await shop.get(`/product/${MUG}`);
      assert.equal(response.status, 200);
      return (await response.text()).includes("Advertisement");
    };
    assert.ok(await hasAd());
    await change("adservice", () => file.set(flag, value, { service: "adservice" }));
    const startMs = performance.now();
    assert.ok(!(await hasAd()));
    assert.ok(performance.now() - startMs < 1_900);
    await change("adservice", () => file.clearAll());
    assert.ok(await hasAd());
  });
}

test("recommendationservice asks for the catalog each time while its cache fails", async (t) => {
  const { shop, file, change, count } = await openBreakableShop(t);
  const asked = async () => {
    const before = count("ListProducts");
    for (let i = 0; i < 5; i++) await shop.get(`/product/${MUG}`);
    return count("ListProducts") - before;
  };
  assert.ok((await asked()) < 5);
  await change("recommendationservice", () => file.set("recommendationCacheFailure", true));
  assert.ok((await asked()) >= 5);
});

test("pictures of products come late while imageSlowLoad is on, and pages do not", async (t) => {
  const { shop, file, change } = await openBreakableShop(t);
  await change("frontend", () => file.set("imageSlowLoad", 700));
  const took = async (path: string) => {
    const startMs = performance.now();
    assert.equal((await shop.get(path)).status, 200);
    return performance.now() - startMs;
  };
  assert.ok((await took("/static/img/products/mug.svg")) >= 699);
  assert.ok((await took("/static/img/hero.svg")) < 699);
});

test("a visitor breaks only the own pages by baggage", async (t) => {
  const { shop } = await openBreakableShop(t);
  const url = `http://${shop.address}/cart`;
  const baggage = "fault.rpcFailure=1;service=cartservice";
  assert.ok((await fetch(url, { headers: { baggage } })).status >= 500);
  assert.equal((await fetch(url)).status, 200);
});
