import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { fixedFaults } from "@hipstershop/faults";
import {
  ListProductsResponseSchema,
  ProductSchema,
} from "@hipstershop/proto/hipstershop/product_catalog";
import { collectGarbage } from "@hipstershop/service";
import { leakingCatalog } from "./leaking-catalog.ts";

test("leakingCatalog asks each time, and takes ever more memory until the fault is off", async () => {
  const products = ["A", "B", "C"].map((id) => create(ProductSchema, { id }));
  let asked = 0;
  const catalog = {
    async listProducts() {
      asked++;
      return create(ListProductsResponseSchema, { products });
    },
  };
  let turnOff = () => {};
  const leaking = leakingCatalog(catalog, {
    ...fixedFaults({}),
    during(_flag, begin) {
      const held = begin(1);
      turnOff = () => {
        if (held && Symbol.dispose in held) held[Symbol.dispose]();
      };
    },
  });
  const before = heapUsed();
  for (let i = 0; i < 60; i++) {
    assert.deepEqual((await leaking.listProducts({})).products, products);
  }
  assert.equal(asked, 60);
  const grown = heapUsed() - before;
  assert.ok(grown > 1_000_000, `grew by ${grown} bytes`);
  turnOff();
  assert.ok(heapUsed() - before < grown / 10);
});

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
