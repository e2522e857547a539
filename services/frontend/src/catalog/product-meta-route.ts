import { toJson } from "@bufbuild/protobuf";
import { ProductSchema } from "@hipstershop/proto/hipstershop/product_catalog";
import type { RequestHandler } from "express";
import type { Services } from "../site/services.ts";

/** Answers `GET /product-meta/{ids}`: the products of the ids that there are, as proto JSON. */
export function productMeta(services: Services): RequestHandler<{ ids: string }> {
  return async (request, response) => {
    const ids = new Set(request.params.ids.split(","));
    const { products } = await services.catalog.listProducts({});
    const found = products.filter((product) => ids.has(product.id));
    response.json(found.map((product) => toJson(ProductSchema, product)));
  };
}
