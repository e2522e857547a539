import { parseRates } from "@hipstershop/money";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { defineService } from "@hipstershop/service";
import { createCurrency } from "./currency.ts";
import table from "./rates.json" with { type: "json" };

/** Converts amounts at the rates that the service was built with. */
export const currencyservice = defineService({
  service: CurrencyService,
  create: () => createCurrency(parseRates(table.rates)),
});
