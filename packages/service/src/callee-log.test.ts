import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { defineService } from "./definition.ts";
import { host } from "./host.ts";
import { startCurrency } from "./testing/start-currency.ts";

/** Does without currencyservice where it must, as a page does. */
const recommendations = defineService({
  service: RecommendationService,
  create({ client }) {
    const currency = client(CurrencyService, { waitMs: 0 });
    return {
      async listRecommendations() {
        const answer = await currency.getSupportedCurrencies({}).catch(() => undefined);
        return { productIds: answer?.currencyCodes ?? [] };
      },
    };
  },
});

/** What runs at currencyservice's address. */
async function startStranger(listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

for (const [what, listener] of [
  ["a page", (_, response) => response.setHeader("content-type", "text/html").end("<p>Hello")],
  [
    "another message",
    (_, response) => response.setHeader("content-type", "application/proto").end("Hello"),
  ],
] satisfies [string, RequestListener][]) {
  test(`a service that gets ${what} from another says so once, and when it is over`, async (t) => {
    await using registry = createMemoryRegistry();
    await using stranger = await startStranger(listener);
    const registration = await registry.register({
      id: "currencyservice-1",
      service: "currencyservice",
      address: stranger.address,
      version: "1",
      metadata: {},
    });
    const logged: { level: string; msg: string; err?: { message: string } }[] = [];
    await using _service = await host(recommendations, {
      registry,
      env: { SHOP: "test" },
      logTo: { write: (line) => void logged.push(JSON.parse(line)) },
    });
    const told = () => logged.slice(1).map(({ level, msg }) => [level, msg]);
    await using clients = createClients({ registry });
    const client = clients.client(RecommendationService);

    for (let i = 0; i < 5; i++) {
      assert.deepEqual((await client.listRecommendations({})).productIds, []);
    }
    assert.deepEqual(told(), [["warn", "Calling currencyservice fails"]]);
    assert.ok(logged[1]?.err?.message);

    await registration[Symbol.asyncDispose]();
    await using _currency = await startCurrency({ registry });
    await t.waitFor(
      async () => {
        assert.equal((await client.listRecommendations({})).productIds.length, 2);
        assert.deepEqual(told()[1], ["info", "Calling currencyservice works again"]);
      },
      { interval: 20, timeout: 20_000 },
    );
  });
}
