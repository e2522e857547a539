import type { Client, ServiceImpl } from "@connectrpc/connect";
import type { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
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
      const others = products.map(({ id }) => id).filter((id) => !known.has(id));
      return { productIds: sample(others, MAX_RECOMMENDATIONS, random) };
    },
  };
}

const MAX_RECOMMENDATIONS = 5;

/** Returns at most count of the items, each choice as likely as any other (Fisher-Yates). */
function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  const rest = [...items];
  const chosen: T[] = [];
  while (chosen.length < count && rest.length > 0) {
    chosen.push(...rest.splice(Math.floor(random() * rest.length), 1));
  }
  return chosen;
}
