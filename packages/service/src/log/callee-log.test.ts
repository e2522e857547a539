import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { test } from "node:test";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";
import { startCurrency } from "../testing/start-currency.ts";

/** Does without currencyservice where it must, as a page does. */
const recommendations = defineService({
  service: RecommendationService,
  create({ client }) {
    const currency = client(CurrencyService, { waitMs: 200 });
    return {
      async listRecommendations() {
        const answer = await currency.getSupportedCurrencies({}).catch(() => undefined);
        return { productIds: answer?.currencyCodes ?? [] };
      },
    };
  },
});

/** Lets a server run at currencyservice's address. */
async function startStranger(server: Server) {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const answering = (type: string) =>
  createServer((_, response) => response.setHeader("content-type", type).end("Hello"));

for (const [what, server, doing, cause] of [
  ["a page", answering("text/html"), "Calling", /text\/html/],
  ["another message", answering("application/proto"), "Calling", /cannot parse the answer as/],
  ["gRPC alone", createHttp2Server(), "Understanding", /answers HTTP\/2 where Connect/],
] as const) {
  test(`a service logs once that it gets ${what} from another, and once that it is over`, async (t) => {
    await using registry = createMemoryRegistry();
    await using stranger = await startStranger(server);
    const registration = await registry.register({
      id: "currencyservice-1",
      service: "currencyservice",
      address: stranger.address,
      version: "1",
      metadata: {},
    });
    const logged: { level: string; msg: string; err?: { message: string } }[] = [];
    await using _service = await startService(recommendations, {
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
    assert.deepEqual(told(), [["warn", `${doing} currencyservice fails`]]);
    assert.match(JSON.stringify(logged[1]?.err), cause);

    await registration[Symbol.asyncDispose]();
    await using _currency = await startCurrency({ registry });
    await t.waitFor(
      async () => {
        assert.equal((await client.listRecommendations({})).productIds.length, 2);
        assert.deepEqual(told()[1], ["info", `${doing} currencyservice works again`]);
      },
      { interval: 20, timeout: 20_000 },
    );
  });
}
