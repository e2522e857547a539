import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { fromMoney } from "@hipstershop/money";
import {
  ListProductsResponseSchema,
  type Product,
} from "@hipstershop/proto/hipstershop/product_catalog";

/**
 * Returns the products of a catalog, `{ "products": [...] }` with the fields of the proto
 * message Product in ProtoJSON. Throws an Error that names the first thing that is wrong: an
 * unknown or mistyped field, an id that is empty or taken, a product without a name, a price
 * that is absent, negative or not in USD.
 */
export function parseCatalog(json: JsonValue): readonly Product[] {
  const { products } = fromJson(ListProductsResponseSchema, json);
  const ids = new Set<string>();
  for (const [place, product] of products.entries()) {
    const problem = findProblem(product) ?? (ids.has(product.id) ? "has an id that is taken" : "");
    if (problem) throw new RangeError(`Product ${place + 1}, "${product.id}", ${problem}`);
    ids.add(product.id);
  }
  return products;
}

function findProblem({ id, name, priceUsd }: Product): string | undefined {
  if (id === "") return "has no id";
  if (name === "") return "has no name";
  if (!priceUsd) return "has no price";
  if (priceUsd.currencyCode !== "USD")
    return `must have a price in "USD", not in "${priceUsd.currencyCode}"`;
  if (fromMoney(priceUsd).nanos < 0n) return "has a negative price";
  return undefined;
}
