import assert from "node:assert/strict";
import { test } from "node:test";
import { staticAddresses } from "./static-addresses.ts";

test("staticAddresses names services as their descriptors do", () => {
  const env = {
    PRODUCT_CATALOG_SERVICE_ADDR: "productcatalogservice:3550",
    AD_SERVICE_ADDR: "[::1]:9555",
    CART_SERVICE_ADDR: "",
    CURRENCY_SERVICE_PORT: "7000",
    REDIS_ADDR: "redis:6379",
  };
  assert.deepEqual(staticAddresses(env), {
    productcatalogservice: "productcatalogservice:3550",
    adservice: "[::1]:9555",
  });
});

test("staticAddresses reports every problem when addresses are none", () => {
  const env = { AD_SERVICE_ADDR: "adservice", CART_SERVICE_ADDR: "cart:0" };
  assert.throws(() => staticAddresses(env), /AD_SERVICE_ADDR: .*\nCART_SERVICE_ADDR: .*"cart:0"/);
});
