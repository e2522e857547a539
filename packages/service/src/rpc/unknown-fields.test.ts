import assert from "node:assert/strict";
import { test } from "node:test";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";
import { ask } from "../testing/ask.ts";
import { frame } from "../testing/frame.ts";

/** Field 15 is 1, and toCode is "E". */
const MESSAGE = Uint8Array.of(0x78, 1, 0x12, 1, 0x45);

for (const [type, body] of [
  ["application/proto", MESSAGE],
  ["application/grpc", frame(MESSAGE)],
  ["application/grpc-web", frame(MESSAGE)],
] as const) {
  for (const fastPath of [true, false]) {
    test(`startService keeps no field that a service does not know: ${type}, fast path ${fastPath}`, async () => {
      const seen: unknown[] = [];
      const definition = defineService({
        service: CurrencyService,
        create: () => ({
          getSupportedCurrencies: () => ({}),
          convertAll: () => ({}),
          convert({ toCode, $unknown }) {
            seen.push([toCode, $unknown]);
            return {};
          },
        }),
      });
      const env = { SHOP: "test", LOG_LEVEL: "silent" };
      const registry = createMemoryRegistry();
      await using service = await startService(definition, { env, registry, fastPath });
      const head = { ":path": "/hipstershop.CurrencyService/Convert", "content-type": type };
      await ask(`http://${service.instance.address}`, head, body);
      assert.deepEqual(seen, [["E", undefined]]);
    });
  }
}
