import { create } from "@bufbuild/protobuf";
import { type Amount, fromMoney, roundAmount } from "@hipstershop/money";
import { type Money, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { onceFor } from "@hipstershop/rpc";
import { DEFAULT_CURRENCY } from "../site/currencies.ts";
import type { Services } from "../site/services.ts";
import { optional, type Visit } from "../site/visit.ts";

/**
 * Converts the prices of a page into the visitor's currency, all in one call, and rounds each once:
 * lines and totals are sums of these, so what is shown adds up. They stay in the currency of the
 * catalog while currencyservice is out of reach or its answers are wrong.
 */
export async function convertPrices(
  services: Services,
  visit: Visit,
  prices: readonly (Money | undefined)[],
): Promise<readonly Amount[]> {
  if (prices.some((price) => price !== undefined)) visit.priced = true;
  const from = prices.map((price) => price ?? FREE);
  const converts = visit.priced && from.some((price) => price.currencyCode !== visit.currency);
  const converted = converts
    ? await optional(visit, "currency", convertAll(services, from, visit.currency))
    : undefined;
  return converted ?? from.map(rounded);
}

const FREE = create(MoneySchema, { currencyCode: DEFAULT_CURRENCY });

/**
 * Asks for each price once, and always in the same order: pages that show the same prices in
 * another order share an answer of the response cache.
 */
async function convertAll(services: Services, prices: Money[], toCode: string): Promise<Amount[]> {
  const from: Money[] = [];
  const placeOf = new Map<Money, number>();
  for (const price of prices.toSorted(compareMoney)) {
    if (from.length === 0 || compareMoney(from.at(-1) as Money, price) !== 0) from.push(price);
    placeOf.set(price, from.length - 1);
  }
  const { results } = await services.currency.convertAll({ from, toCode });
  const amounts = allRounded(results);
  if (amounts.length !== from.length || amounts.some((each) => each.currencyCode !== toCode)) {
    throw new RangeError(`ConvertAll must give ${from.length} amounts in "${toCode}"`);
  }
  return prices.map((price) => amounts[placeOf.get(price) as number] as Amount);
}

const allRounded = onceFor((results: readonly Money[]) => results.map(rounded));

function rounded(money: Money): Amount {
  return roundAmount(fromMoney(money));
}

function compareMoney(a: Money, b: Money): number {
  if (a.units !== b.units) return a.units < b.units ? -1 : 1;
  if (a.nanos !== b.nanos) return a.nanos - b.nanos;
  if (a.currencyCode === b.currencyCode) return 0;
  return a.currencyCode < b.currencyCode ? -1 : 1;
}
