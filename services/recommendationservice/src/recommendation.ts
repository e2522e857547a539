import type { Client, ServiceImpl } from "@connectrpc/connect";
import type {
  Product,
  ProductCatalogService,
} from "@hipstershop/proto/hipstershop/product_catalog";
import type { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";

/**
 * Returns a RecommendationService that picks from a catalog. When the catalog fails, it fails with
 * the same code.
 */
export function createRecommendation(
  catalog: Pick<Client<typeof ProductCatalogService>, "listProducts">,
  random = Math.random,
): ServiceImpl<typeof RecommendationService> {
  return {
    async listRecommendations(request) {
      const { products } = await catalog.listProducts({});
      const known = new Set(request.productIds);
      const productIds: string[] = [];
      for (const index of shuffled(products.length, random)) {
        const { id } = products[index] as Product;
        if (known.has(id)) continue;
        productIds.push(id);
        if (productIds.length === MAX_RECOMMENDATIONS) break;
      }
      return { productIds };
    },
  };
}

const MAX_RECOMMENDATIONS = 5;

/**
 * Yields the numbers below count, each order as likely as any other (Fisher-Yates). It keeps only
 * what it has moved, so that the first few cost the same however many there are.
 */
function* shuffled(count: number, random: () => number): Generator<number> {
  const moved = new Map<number, number>();
  for (let place = 0; place < count; place++) {
    const chosen = place + Math.floor(random() * (count - place));
    yield moved.get(chosen) ?? chosen;
    moved.set(chosen, moved.get(place) ?? place);
    moved.delete(place);
  }
}
