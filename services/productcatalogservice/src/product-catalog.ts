import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type {
  Product,
  ProductCatalogService,
} from "@hipstershop/proto/hipstershop/product_catalog";
import {
  excerpt,
  foldText,
  invalidArgument,
  noFaults,
  type ServiceContext,
} from "@hipstershop/service";
import { wrongPrices } from "./wrong-prices.ts";

/** Returns a ProductCatalogService over products that are asked for at each request. */
export function createProductCatalog(
  source: () => readonly Product[],
  faults: ServiceContext["faults"] = noFaults,
): ServiceImpl<typeof ProductCatalogService> {
  const products = wrongPrices(source, faults);
  // Those of each catalog are folded only once.
  const textsOf = rememberLast((all) =>
    all.map(({ name, description }) => [foldText(name), foldText(description)]),
  );
  const byId = rememberLast((all) => new Map(all.map((product) => [product.id, product])));

  function find(id: string): Product {
    const product = byId(products()).get(id);
    if (!product) throw new ConnectError(`no product with ID ${excerpt(id)}`, Code.NotFound);
    return product;
  }

  /** Fails where productCatalogFailure is on for one of the products. */
  async function breakOn(ids: readonly string[]): Promise<void> {
    if (!faults.active) return;
    for (const product_id of ids) {
      if (await faults.isOn("productCatalogFailure", { product_id })) {
        throw new ConnectError("the product cannot be read", Code.Internal);
      }
    }
  }

  return {
    listProducts(_request, context) {
      allowCaching(context);
      return { products: [...products()] };
    },

    async getProduct({ id }, context) {
      await breakOn([id]);
      const product = find(id);
      allowCaching(context);
      return product;
    },

    async getProducts({ ids }, context) {
      if (ids.length > MAX_IDS) {
        const message = `at most ${MAX_IDS} products can be asked for at once, got ${ids.length}`;
        throw invalidArgument(message);
      }
      await breakOn(ids);
      const found = ids.map(find);
      allowCaching(context);
      return { products: found };
    },

    searchProducts({ query }, context) {
      const wanted = foldText(query);
      const all = products();
      const texts = textsOf(all);
      const results = all.filter((_, index) => texts[index]?.some((text) => text.includes(wanted)));
      allowCaching(context);
      return { results };
    },
  };
}

const MAX_IDS = 1_000;

/** Returns a function that works something out of a catalog, and does so once for each catalog. */
function rememberLast<T>(workOut: (products: readonly Product[]) => T) {
  let last: { readonly products: readonly Product[]; readonly result: T } | undefined;
  return (products: readonly Product[]): T => {
    if (products !== last?.products) last = { products, result: workOut(products) };
    return last.result;
  };
}

/**
 * A change of the catalog shows within five seconds (RFC 9111 section 5.2.2.1); while the
 * service is down its last answers may serve for a minute (RFC 5861 section 4).
 */
function allowCaching({ responseHeader }: HandlerContext): void {
  responseHeader.set("cache-control", "max-age=5, stale-if-error=60");
}
