import { toJson } from "@bufbuild/protobuf";
import { ProductSchema } from "@hipstershop/proto/hipstershop/product_catalog";
import type { RequestHandler } from "express";
import type { Shop } from "../site/shop.ts";

/** Answers `GET /product-meta/{ids}`: the products of the ids that there are, as proto JSON. */
export function productMeta(shop: Shop): RequestHandler<{ ids: string }> {
  return async (request, response) => {
    const ids = new Set(request.params.ids.split(","));
    const { products } = await shop.catalog.listProducts({});
    const found = products.filter((product) => ids.has(product.id));
    response.json(found.map((product) => toJson(ProductSchema, product)));
  };
}
