import type { Cart } from "@hipstershop/proto/hipstershop/cart";
import { OFFERED_CURRENCIES } from "./currencies.ts";
import type { Services } from "./services.ts";
import { optional, type Visit } from "./visit.ts";

/** What stands around every page. */
export interface Frame {
  /** Absent while cartservice is out of reach. */
  readonly cart?: Cart | undefined;
  readonly currencies: readonly string[];
}

/** Asks for what stands around a page, beside the page's own first calls. */
export async function loadFrame(services: Services, visit: Visit): Promise<Frame> {
  const [cart, currencies] = await Promise.all([
    optional(visit, "cart", services.cartGlance.getCart({ userId: visit.sessionId })),
    loadCurrencies(services, visit),
  ]);
  return { cart, currencies };
}

/**
 * Returns the offered currencies that can be converted to; all of them when currencyservice is out
 * of reach.
 */
export async function loadCurrencies(services: Services, visit: Visit): Promise<readonly string[]> {
  const supported = await optional(
    visit,
    "currencies",
    services.currency.getSupportedCurrencies({}),
  );
  if (supported === undefined) return OFFERED_CURRENCIES;
  return OFFERED_CURRENCIES.filter((code) => supported.currencyCodes.includes(code));
}
