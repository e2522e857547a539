import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { fastPath, stockPath, untilAborted } from "@hipstershop/transport/testing";
import { createShop } from "./testing/create-shop.ts";

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, () => {
    test("retries a method without side effects on another instance", async () => {
      await using shop = createShop(path);
      const fail = () => {
        throw new ConnectError("out of order", Code.Unavailable);
      };
      await using _one = await shop.currency("one", fail);
      await using _two = await shop.currency("two");
      const client = shop.clients.client(CurrencyService);
      for (let i = 0; i < 20; i++) assert.equal((await client.convert({})).currencyCode, "two");
    });

    test("does not repeat a call that may have changed something", async () => {
      await using shop = createShop(path);
      let calls = 0;
      const addItem = () => {
        calls += 1;
        throw new ConnectError("out of order", Code.Unavailable);
      };
      await using _one = await shop.cart("1", { addItem });
      await using _two = await shop.cart("2", { addItem });
      await assert.rejects(shop.clients.client(CartService).addItem({}), {
        code: Code.Unavailable,
      });
      assert.equal(calls, 1);
    });

    test("sends a call that was refused to another instance, whatever it does", async () => {
      await using shop = createShop(path);
      const reconfirmed = new Set<string>();
      shop.registry.reconfirm = (instance) => void reconfirmed.add(instance.id);
      const addItem = () => ({});
      await using dead = await shop.cart("1", { addItem });
      await using _two = await shop.cart("2", { addItem });
      dead.kill();
      const client = shop.clients.client(CartService);
      for (let i = 0; i < 20; i++) await client.addItem({});
      assert.deepEqual([...reconfirmed], ["cartservice-1"]);
    });

    test("fails with what happened when the only instance refuses", async () => {
      await using shop = createShop(path);
      await using dead = await shop.currency("one");
      dead.kill();
      const client = shop.clients.client(CurrencyService, { waitMs: 50 });
      await assert.rejects(client.convert({}), {
        code: Code.Unavailable,
        rawMessage: `cannot reach currencyservice-one at ${dead.instance.address}`,
      });
    });

    test("reports a lost connection as unavailable", async () => {
      await using shop = createShop(path);
      const began = Promise.withResolvers<void>();
      await using one = await shop.currency("one", (_request, context) => {
        began.resolve();
        return untilAborted(context.signal);
      });
      const call = shop.clients.client(CurrencyService).convert({});
      await began.promise;
      one.kill();
      await assert.rejects(call, {
        code: Code.Unavailable,
        rawMessage: `lost the connection to currencyservice-one at ${one.instance.address}`,
      });
    });
  });
}
