import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { defineService } from "@hipstershop/service";
import { leakingCatalog } from "./leaking-catalog.ts";
import { createRecommendation } from "./recommendation.ts";

/** Suggests products of the catalog, which it asks for by the catalog service's name. */
export const recommendationservice = defineService({
  service: RecommendationService,
  create({ client, faults }) {
    // The catalog says how long its answers hold: every page asks for a recommendation, and
    // few of them need to ask for the catalog again.
    const catalog = client(ProductCatalogService, { cache: true });
    const leaking = leakingCatalog(client(ProductCatalogService), faults);
    return createRecommendation({
      listProducts: async (request) =>
        await ((await faults.isOn("recommendationCacheFailure")) ? leaking : catalog).listProducts(
          request,
        ),
    });
  },
});
