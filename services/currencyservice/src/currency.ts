import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { convertAmount, fromMoney, type Rates, toMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import type { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { excerpt, invalidArgument } from "@hipstershop/service";

/** Returns a CurrencyService that converts at the given rates, exactly. */
export function createCurrency(rates: Rates): ServiceImpl<typeof CurrencyService> {
  return {
    getSupportedCurrencies(_request, context) {
      allowCaching(context);
      return { currencyCodes: [...rates.keys()] };
    },

    convert({ from, toCode }, context) {
      const result = convert(from, toCode, rates);
      allowCaching(context);
      return result;
    },

    convertAll({ from, toCode }, context) {
      if (from.length > MAX_AMOUNTS) {
        throw invalidArgument(
          `at most ${MAX_AMOUNTS} amounts can be converted at once, got ${from.length}`,
        );
      }
      const results = from.map((money) => convert(money, toCode, rates));
      allowCaching(context);
      return { results };
    },
  };
}

const MAX_AMOUNTS = 1_000;

function convert(from: Money | undefined, toCode: string, rates: Rates): Money {
  if (!from) throw invalidArgument("the amount to convert is missing");
  try {
    return toMoney(convertAmount(fromMoney(from), toCode, rates));
  } catch (error) {
    // A money that is none, an unknown currency or a result beyond an int64.
    if (!(error instanceof RangeError)) throw error;
    const message = excerpt(error.message);
    throw invalidArgument(message, error);
  }
}

/**
 * The rates are part of the program: an answer holds until another version is deployed, and
 * five minutes is how long the old rates may outlive that (RFC 9111 section 5.2.2.1). While
 * the service is down an answer may be a minute older (RFC 5861 section 4).
 */
function allowCaching({ responseHeader }: HandlerContext): void {
  responseHeader.set("cache-control", "max-age=300, stale-if-error=60");
}
