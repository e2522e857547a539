import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import type { Services } from "../site/services.ts";
import { optional, type Visit } from "../site/visit.ts";
import type { Catalog } from "./load-catalog.ts";

/** Returns up to four other products to show beside those that the visitor looks at. */
export async function recommend(
  services: Services,
  visit: Visit,
  productIds: string[],
  catalog: Catalog | Promise<Catalog>,
): Promise<readonly Product[]> {
  const userId = visit.sessionId;
  const call = services.recommendations.listRecommendations({ userId, productIds });
  const [answer, { byId }] = await Promise.all([optional(visit, "recommendations", call), catalog]);
  const known = answer?.productIds.flatMap((id) => byId.get(id) ?? []) ?? [];
  return known.filter((product) => !productIds.includes(product.id)).slice(0, 4);
}
