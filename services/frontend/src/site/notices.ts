import { DEFAULT_CURRENCY } from "./currencies.ts";
import type { Part, Visit } from "./visit.ts";

/** Returns a sentence for each part that a page had to do without. */
export function notices(visit: Visit): string[] {
  const missing = new Set(visit.missing);
  // Visitors who pay in the catalog's currency are told as well, because they cannot choose
  // another.
  const inDollars = visit.priced && visit.currency === DEFAULT_CURRENCY;
  if (missing.has("currencies") && inDollars) missing.add("currency");
  const sentences = [...missing].flatMap((part) => SENTENCES[part] ?? []);
  if (visit.calls.some((call) => call.cache === "stale")) {
    sentences.push("Some of this page is up to a minute old: a part of the shop is restarting.");
  }
  return sentences;
}

// None for "currencies": without the list all are offered, so the page lacks nothing.
const SENTENCES: Readonly<Partial<Record<Part, string>>> = {
  ads: "Our tips are taking a break.",
  cart: "Your cart is out of reach for a moment. What is in it is safe.",
  catalog: "The names of the products are out of reach for a moment.",
  currency: "Prices are in US dollars until our exchange desk is back.",
  recommendations: "Recommendations are taking a break.",
  shipping: "The price of shipping is out of reach for a moment.",
};
