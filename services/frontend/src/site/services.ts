import type { Client } from "@connectrpc/connect";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import type { Clients } from "@hipstershop/rpc";

/** The services that the pages call. None of them has an address here: a name is enough. */
export interface Services {
  readonly ads: Client<typeof AdService>;
  readonly cart: Client<typeof CartService>;
  /** The same cart, for pages that only show how much is in it and can do without it. */
  readonly cartGlance: Client<typeof CartService>;
  readonly catalog: Client<typeof ProductCatalogService>;
  readonly checkout: Client<typeof CheckoutService>;
  readonly currency: Client<typeof CurrencyService>;
  readonly recommendations: Client<typeof RecommendationService>;
  readonly shipping: Client<typeof ShippingService>;
}

/** Makes the clients, each with the time limits that fit its part of a page. */
export function createServices(client: Clients["client"], { cache }: { cache: boolean }): Services {
  // A page does not wait for a missing service that it can do without, and not long for a slow one.
  // What changes the meaning of a page gets more time than what adorns it.
  const adorning = { waitMs: 200, timeoutMs: 1_000 };
  const meaningful = { waitMs: 200, timeoutMs: 3_000 };
  return {
    ads: client(AdService, adorning),
    cart: client(CartService),
    cartGlance: client(CartService, meaningful),
    catalog: client(ProductCatalogService, { cache }),
    checkout: client(CheckoutService),
    currency: client(CurrencyService, { ...meaningful, cache }),
    recommendations: client(RecommendationService, adorning),
    shipping: client(ShippingService, meaningful),
  };
}
