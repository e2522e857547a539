import assert from "node:assert/strict";
import { test } from "node:test";
import { createServices } from "./services.ts";

test("createServices gives short time limits to what a page can do without", () => {
  // Each client is only the options that it was made with.
  const services = createServices((_service, options) => ({ ...options }) as never, {
    cache: false,
  });
  const adorning = { waitMs: 200, timeoutMs: 1_000 };
  assert.deepEqual(services.ads, adorning);
  assert.deepEqual(services.recommendations, adorning);
  const meaningful = { waitMs: 200, timeoutMs: 3_000 };
  assert.deepEqual(services.cartGlance, meaningful);
  assert.deepEqual(services.currency, { ...meaningful, cache: false });
  assert.deepEqual(services.shipping, meaningful);
  assert.deepEqual(services.cart, {}, "the cart page waits as long as the default allows");
});
