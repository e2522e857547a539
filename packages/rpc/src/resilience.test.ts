import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "./clients.ts";
import { fastPath, stockPath } from "./testing/paths.ts";
import { serveInstance } from "./testing/serve-instance.ts";
import { startProcess } from "./testing/start-process.ts";

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, { concurrency: true }, () => {
    test("leaves a frozen instance and takes it back when it moves again", async (t) => {
      await using registry = createMemoryRegistry();
      await using one = await startProcess(registry, path.name, "currencyservice-1");
      await using clients = createClients({ registry, open: path.open });
      const client = clients.client(CurrencyService);
      await client.convert({});
      const convert = () => ({ currencyCode: "two" });
      await using _two = await serveInstance(
        CurrencyService,
        { convert },
        { registry, path, id: "2" },
      );
      one.process.kill("SIGSTOP");
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.convert({})));
      assert.ok(answers.every((answer) => answer.currencyCode === "two"));
      one.process.kill("SIGCONT");
      await t.waitFor(
        async () => assert.equal((await client.convert({})).currencyCode, "process"),
        {
          timeout: 10_000,
        },
      );
    });

    test("fails a call that changes something when its instance freezes", async () => {
      await using registry = createMemoryRegistry();
      await using one = await startProcess(registry, path.name, "cartservice-1");
      await using clients = createClients({ registry, open: path.open });
      const client = clients.client(CartService, { timeoutMs: 30_000 });
      await client.addItem({});
      one.process.kill("SIGSTOP");
      await assert.rejects(client.addItem({}), { code: Code.Unavailable });
    });

    test("fails nothing without side effects when an instance is killed", async () => {
      await using registry = createMemoryRegistry();
      await using one = await startProcess(registry, path.name, "currencyservice-1");
      await using _two = await startProcess(registry, path.name, "currencyservice-2");
      await using clients = createClients({ registry, open: path.open });
      const client = clients.client(CurrencyService);
      let calls = 0;
      async function caller() {
        while (calls < 1_000) {
          calls += 1;
          if (calls === 300) one.process.kill("SIGKILL");
          await client.convert({});
        }
      }
      await Promise.all(Array.from({ length: 16 }, caller));
    });
  });
}
