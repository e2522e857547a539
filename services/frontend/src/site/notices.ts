import { DEFAULT_CURRENCY } from "./currencies.ts";
import type { Part, Visit } from "./visit.ts";

/** Returns what a page tells its visitor about what it had to do without, a sentence each. */
export function notices(visit: Visit): string[] {
  const missing = new Set(visit.missing);
  // Whoever pays in the catalog's own currency is told as well, for no other can be had.
  const inDollars = visit.priced && visit.currency === DEFAULT_CURRENCY;
  if (missing.has("currencies") && inDollars) missing.add("currency");
  const sentences = [...missing].flatMap((part) => SENTENCES[part] ?? []);
  if (visit.calls.some((call) => call.cache === "stale")) {
    sentences.push("Some of this page is up to a minute old: a part of the shop is restarting.");
  }
  return sentences;
}

// None for "currencies": without their list all are offered, and nothing is missing.
const SENTENCES: Readonly<Partial<Record<Part, string>>> = {
  ads: "Our tips are taking a break.",
  cart: "Your cart is out of reach for a moment. What is in it is safe.",
  catalog: "The names of the products are out of reach for a moment.",
  currency: "Prices are in US dollars until our exchange desk is back.",
  recommendations: "Recommendations are taking a break.",
  shipping: "The price of shipping is out of reach for a moment.",
};
