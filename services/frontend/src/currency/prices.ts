import { create } from "@bufbuild/protobuf";
import { type Amount, fromMoney, roundAmount } from "@hipstershop/money";
import { type Money, MoneySchema } from "@hipstershop/proto/hipstershop/common";
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
  const from = prices.map((price) => price ?? create(MoneySchema, FREE));
  const amounts = from.map((price) => roundAmount(fromMoney(price)));
  if (amounts.every(({ currencyCode }) => currencyCode === visit.currency)) return amounts;
  if (!visit.priced) return amounts;
  return (await optional(visit, "currency", convertAll(services, from, visit.currency))) ?? amounts;
}

const FREE = { currencyCode: DEFAULT_CURRENCY };

async function convertAll(services: Services, from: Money[], toCode: string): Promise<Amount[]> {
  const { results } = await services.currency.convertAll({ from, toCode });
  const amounts = results.map((result) => roundAmount(fromMoney(result)));
  if (amounts.length !== from.length || amounts.some((each) => each.currencyCode !== toCode)) {
    throw new RangeError(`ConvertAll must give ${from.length} amounts in "${toCode}"`);
  }
  return amounts;
}
