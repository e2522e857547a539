import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { EmptySchema } from "@hipstershop/proto/hipstershop/common";
import { createMemoryRegistry, type Registry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { openFastTransport, openStockTransport } from "@hipstershop/transport";
import { defineService } from "./definition.ts";
import { startService } from "./start-service.ts";

const ways = { "fast transport": openFastTransport, "stock transport": openStockTransport };

for (const [name, open] of Object.entries(ways)) {
  test(`startService loses no call of the ${name} when it is restarted under load`, async () => {
    await using memory = createMemoryRegistry();
    // The drain gives the withdrawal time to spread, as over a network.
    const traits = {
      name: "mdns",
      reach: "machine",
      spreadMs: 100,
      announces: "instance",
    } as const;
    const registry: Registry = { ...memory, traits };
    let added = 0;
    const definition = defineService({
      service: CartService,
      create: () => ({
        async addItem() {
          added++;
          await new Promise(setImmediate);
          return create(EmptySchema);
        },
        getCart: () => ({}),
        emptyCart: () => ({}),
        updateItem: () => ({}),
        removeItems: () => ({}),
      }),
    });
    const start = () =>
      startService(definition, { env: { SHOP: "test", LOG_LEVEL: "warn" }, registry });
    let running = await start();

    await using clients = createClients({ registry, open });
    const cart = clients.client(CartService, { timeoutMs: 60_000 });
    const done = new AbortController();
    let answered = 0;
    // AddItem is not to be repeated, so whatever is lost shows.
    const load = Array.from({ length: 16 }, async () => {
      while (!done.signal.aborted) {
        await cart.addItem({ userId: "u", item: { productId: "p", quantity: 1 } });
        answered++;
      }
    });
    const restarts = (async () => {
      for (let count = 0; count < 10; count++) {
        const next = await start();
        const before = answered;
        while (answered < before + 50 && !done.signal.aborted) await new Promise(setImmediate);
        await running[Symbol.asyncDispose]();
        running = next;
      }
    })().finally(() => done.abort());
    await Promise.all([restarts, ...load]).finally(() => done.abort());
    await running[Symbol.asyncDispose]();
    assert.equal(added, answered);
  });
}
