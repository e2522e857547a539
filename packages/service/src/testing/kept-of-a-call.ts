// Prints how many bytes a service and its client keep of an answered call: "node --expose-gc".
import { createClient } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { openFastTransport } from "@hipstershop/transport";
import { keptOfEach } from "./kept-of-each.ts";
import { startCurrency } from "./start-currency.ts";

await using service = await startCurrency({ env: { LOG_LEVEL: "warn" } });
const transport = openFastTransport({ id: "currency", address: service.instance.address });
const client = createClient(CurrencyService, transport);
// Of another form: node:http reads it.
const headers = process.argv[2] === "node:http" ? { "User-Agent": "another" } : {};
console.log((await keptOfEach(() => client.convert({ toCode: "EUR" }, { headers }))).toFixed(0));
transport.close?.();
