import assert from "node:assert/strict";
import { test } from "node:test";
import { createShop } from "./shop.ts";

test("createShop waits little for what a page can do without, and least for what adorns it", () => {
  // Each client is but the options that it was made with.
  const shop = createShop((_service, options) => ({ ...options }) as never, { cache: false });
  const adorning = { waitMs: 200, timeoutMs: 1_000 };
  assert.deepEqual(shop.ads, adorning);
  assert.deepEqual(shop.recommendations, adorning);
  const meaningful = { waitMs: 200, timeoutMs: 3_000 };
  assert.deepEqual(shop.cartGlance, meaningful);
  assert.deepEqual(shop.currency, { ...meaningful, cache: false });
  assert.deepEqual(shop.shipping, meaningful);
  assert.deepEqual(shop.cart, {}, "a page that is nothing without it waits for as long as may be");
});
