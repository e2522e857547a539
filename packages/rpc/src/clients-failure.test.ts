import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { fastPath, stockPath, untilAborted } from "@hipstershop/transport/testing";
import { createSetup } from "./testing/create-setup.ts";

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, () => {
    test("retries a method without side effects on another instance", async () => {
      await using setup = createSetup(path);
      const fail = () => {
        throw new ConnectError("out of order", Code.Unavailable);
      };
      await using _one = await setup.currency("one", fail);
      await using _two = await setup.currency("two");
      const client = setup.clients.client(CurrencyService);
      for (let i = 0; i < 20; i++) assert.equal((await client.convert({})).currencyCode, "two");
    });

    test("does not repeat a call that may have changed something", async () => {
      await using setup = createSetup(path);
      let calls = 0;
      const addItem = () => {
        calls += 1;
        throw new ConnectError("out of order", Code.Unavailable);
      };
      await using _one = await setup.cart("1", { addItem });
      await using _two = await setup.cart("2", { addItem });
      await assert.rejects(setup.clients.client(CartService).addItem({}), {
        code: Code.Unavailable,
      });
      assert.equal(calls, 1);
    });

    test("sends a call whose connection was refused to another instance, also one with side effects", async () => {
      await using setup = createSetup(path);
      const reconfirmed = new Set<string>();
      setup.registry.reconfirm = (instance) => void reconfirmed.add(instance.id);
      const addItem = () => ({});
      await using dead = await setup.cart("1", { addItem });
      await using _two = await setup.cart("2", { addItem });
      dead.kill();
      const client = setup.clients.client(CartService);
      for (let i = 0; i < 20; i++) await client.addItem({});
      assert.deepEqual([...reconfirmed], ["cartservice-1"]);
    });

    test("fails with the reason when the only instance refuses the connection", async () => {
      await using setup = createSetup(path);
      await using dead = await setup.currency("one");
      dead.kill();
      const client = setup.clients.client(CurrencyService, { waitMs: 50 });
      await assert.rejects(client.convert({}), {
        code: Code.Unavailable,
        rawMessage: `cannot reach currencyservice-one at ${dead.instance.address}`,
      });
    });

    test("reports a lost connection as unavailable", async () => {
      await using setup = createSetup(path);
      const began = Promise.withResolvers<void>();
      await using one = await setup.currency("one", (_request, context) => {
        began.resolve();
        return untilAborted(context.signal);
      });
      const call = setup.clients.client(CurrencyService).convert({});
      await began.promise;
      one.kill();
      await assert.rejects(call, {
        code: Code.Unavailable,
        rawMessage: `lost the connection to currencyservice-one at ${one.instance.address}`,
      });
    });
  });
}
