// Run with --expose-gc: prints how many bytes a service and its client keep of each answered call when
// only young objects were collected. Not within node:test, which keeps what runs in its tests.
import { createClient } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { openFastTransport } from "@hipstershop/transport";
import { startCurrency } from "./start-currency.ts";

await using service = await startCurrency({ env: { LOG_LEVEL: "warn" } });
const transport = openFastTransport({ id: "currency", address: service.instance.address });
const client = createClient(CurrencyService, transport);

async function grownBy(calls: number): Promise<number> {
  globalThis.gc?.({ type: "major" });
  const before = process.memoryUsage().heapUsed;
  for (let call = 0; call < calls; call++) {
    await client.convert({ toCode: "EUR" });
    // What survives two of these is old, and stays until a major collection.
    if (call % 50 === 0) globalThis.gc?.({ type: "minor" });
  }
  globalThis.gc?.({ type: "minor" });
  globalThis.gc?.({ type: "minor" });
  return (process.memoryUsage().heapUsed - before) / calls;
}

// Compiled code and warmed caches are not of calls.
await grownBy(1_000);
console.log((await grownBy(2_000)).toFixed(0));
transport.close?.();
