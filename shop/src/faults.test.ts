// What pages do while the shop is broken on purpose, in one process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MUG, openBreakableShop, WAIT } from "./testing/open-breakable-shop.ts";

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
    // On a loaded machine an ad can be late that nobody has broken.
    const untilAd = () => t.waitFor(async () => assert.ok(await hasAd()), WAIT);
    await untilAd();
    await change("adservice", () => file.set(flag, value, { service: "adservice" }));
    const startMs = performance.now();
    assert.ok(!(await hasAd()));
    // A call of which nothing else is said may take 5 s.
    assert.ok(performance.now() - startMs < 4_900);
    await change("adservice", () => file.clearAll());
    await untilAd();
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
  await change("frontend", () => file.set("imageSlowLoad", DELAY_MS));
  const startMs = performance.now();
  const come: string[] = [];
  const load = async (path: string) => {
    assert.equal((await shop.get(path)).status, 200);
    come.push(path);
  };
  const picture = load("/static/img/products/mug.svg");
  await load("/static/img/hero.svg");
  await load("/cart");
  await picture;
  assert.ok(performance.now() - startMs >= DELAY_MS - 1);
  assert.deepEqual(come, ["/static/img/hero.svg", "/cart", "/static/img/products/mug.svg"]);
});

/** Far longer than a page takes on a loaded machine. */
const DELAY_MS = 4_000;

test("a visitor breaks only the own pages by baggage", async (t) => {
  const { shop } = await openBreakableShop(t);
  const url = `http://${shop.address}/cart`;
  const baggage = "fault.rpcFailure=1;service=cartservice";
  assert.ok((await fetch(url, { headers: { baggage } })).status >= 500);
  assert.equal((await fetch(url)).status, 200);
});
