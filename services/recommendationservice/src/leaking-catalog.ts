import type { Client } from "@connectrpc/connect";
import type {
  Product,
  ProductCatalogService,
} from "@hipstershop/proto/hipstershop/product_catalog";
import type { ServiceContext } from "@hipstershop/service";

type Catalog = Pick<Client<typeof ProductCatalogService>, "listProducts">;

/**
 * Returns a catalog in front of which stands a broken cache: it asks again each time, and what it
 * keeps grows by two fifths at every second request, until recommendationCacheFailure is off.
 */
export function leakingCatalog(catalog: Catalog, faults: ServiceContext["faults"]): Catalog {
  let kept: Product[] = [];
  let requests = 0;
  faults.during("recommendationCacheFailure", () => ({
    [Symbol.dispose]() {
      kept = [];
    },
  }));
  return {
    async listProducts(request) {
      const answer = await catalog.listProducts(request);
      if (requests++ % 2 === 0 && kept.length < MOST) {
        const more = kept.slice(0, Math.ceil(kept.length * GROWTH));
        kept = [...kept, ...answer.products, ...more.map((product) => ({ ...product }))];
      }
      return answer;
    },
  };
}

/** As in opentelemetry-demo. */
const GROWTH = 0.4;

/** Some 500 MB: a laptop should survive it. */
const MOST = 3_000_000;
