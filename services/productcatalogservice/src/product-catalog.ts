import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type {
  Product,
  ProductCatalogService,
} from "@hipstershop/proto/hipstershop/product_catalog";
import { excerpt, foldText } from "@hipstershop/service";

/** Returns a ProductCatalogService over products that are asked for at each request. */
export function createProductCatalog(
  products: () => readonly Product[],
): ServiceImpl<typeof ProductCatalogService> {
  const textsOf = rememberTexts();
  return {
    listProducts(_request, context) {
      allowCaching(context);
      return { products: [...products()] };
    },

    getProduct({ id }, context) {
      const product = products().find((product) => product.id === id);
      if (!product) throw new ConnectError(`no product with ID ${excerpt(id)}`, Code.NotFound);
      allowCaching(context);
      return product;
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

/** Returns a function that gives the texts to search. It folds those of each catalog only once. */
function rememberTexts() {
  let last: readonly Product[] = [];
  let texts: readonly string[][] = [];
  return (products: readonly Product[]) => {
    if (products !== last) {
      last = products;
      texts = products.map(({ name, description }) => [foldText(name), foldText(description)]);
    }
    return texts;
  };
}

/**
 * A change of the catalog shows within five seconds (RFC 9111 section 5.2.2.1); while the
 * service is down its last answers may serve for a minute (RFC 5861 section 4).
 */
function allowCaching({ responseHeader }: HandlerContext): void {
  responseHeader.set("cache-control", "max-age=5, stale-if-error=60");
}
