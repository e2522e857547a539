import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { createMemoryRegistry } from "@hipstershop/registry";
import { answerRpc, defineServer, type ServiceContext } from "./definition.ts";
import { createLocalTransports } from "./rpc/local-transports.ts";
import { startService } from "./start-service.ts";
import { startTogether } from "./start-together.ts";

const ENV = { SHOP: "test", LOG_LEVEL: "silent", PORT: "0" };

function defineBoth(preferredPort?: number) {
  return defineServer({
    name: "corner",
    services: [AdService, RecommendationService],
    ...(preferredPort && { preferredPort }),
    create: () => ({
      rpcs: [
        answerRpc(AdService, { getAds: () => ({ ads: [{ text: "soap" }] }) }),
        answerRpc(RecommendationService, { listRecommendations: () => ({ productIds: ["mug"] }) }),
      ],
      web: (_request, response) => void (response as { end(text: string): void }).end("a page"),
    }),
  });
}

test("defineServer serves several services and pages on one port, under its own name", async () => {
  const registry = createMemoryRegistry();
  await using running = await startService(defineBoth(), { env: ENV, registry });
  assert.match(running.instance.id, /^corner-/);
  const baseUrl = `http://${running.instance.address}`;
  assert.equal(await (await fetch(`${baseUrl}/any`)).text(), "a page");
  for (const httpVersion of ["1.1", "2"] as const) {
    const transport = createConnectTransport({ baseUrl, httpVersion });
    const { ads } = await createClient(AdService, transport).getAds({});
    assert.equal(ads[0]?.text, "soap");
    const answer = await createClient(RecommendationService, transport).listRecommendations({});
    assert.deepEqual(answer.productIds, ["mug"]);
    for (const service of [AdService.typeName, RecommendationService.typeName]) {
      const { status } = await createClient(Health, transport).check({ service });
      assert.equal(status, Status.SERVING);
    }
  }
});

test("defineServer answers every service without the network, and has a port for its pages", async () => {
  await using running = await startTogether([defineBoth()], { env: ENV });
  assert.match(running.instances[0]?.address ?? "", /^127\.0\.0\.1:\d+$/);
  const { rpcs } = await defineBoth().create({} as ServiceContext);
  const transport = createLocalTransports(rpcs);
  const { ads } = await createClient(AdService, transport).getAds({});
  assert.equal(ads[0]?.text, "soap");
  const answer = await createClient(RecommendationService, transport).listRecommendations({});
  assert.deepEqual(answer.productIds, ["mug"]);
  const other = createClient(CartService, transport);
  await assert.rejects(other.getCart({}), { code: Code.Unimplemented });
});

test("defineServer listens elsewhere when the preferred port is in use", async () => {
  const { PORT: _, ...env } = ENV;
  const registry = createMemoryRegistry();
  await using first = await startService(defineBoth(), { env: ENV, registry });
  const taken = Number(first.instance.address.split(":")[1]);
  await using second = await startService(defineBoth(taken), { env, registry });
  assert.notEqual(second.instance.address, first.instance.address);
  await assert.rejects(
    startService(defineBoth(), { env: { ...env, PORT: String(taken) }, registry }),
    /is in use/,
    "a port that was asked for is no preference",
  );
});

test("defineServer listens at the preferred port when it is free", async () => {
  const { PORT: _, ...env } = ENV;
  const registry = createMemoryRegistry();
  let port = 0;
  {
    await using first = await startService(defineBoth(), { env: ENV, registry });
    port = Number(first.instance.address.split(":")[1]);
  }
  await using again = await startService(defineBoth(port), { env, registry });
  assert.equal(again.instance.address, `127.0.0.1:${port}`);
});
