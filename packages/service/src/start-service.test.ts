import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, type ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry, type RegistryTraits } from "@hipstershop/registry";
import { defineWeb } from "./definition.ts";
import { startService } from "./start-service.ts";
import { from } from "./testing/from.ts";
import { post } from "./testing/post.ts";
import { startCurrency } from "./testing/start-currency.ts";

test("startService sends the request id back, and makes one when it is absent or malformed", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  const idOf = async (headers: Record<string, string>) =>
    (await post(service.url, path, '{"toCode":"EUR"}', headers)).headers.get("x-request-id");
  assert.equal(await idOf({ "x-request-id": "abc-123" }), "abc-123");
  assert.match(String(await idOf({})), /^[\da-f-]{36}$/);
  assert.match(String(await idOf({ "x-request-id": '{"forged":"line"}' })), /^[\da-f-]{36}$/);
});

test("startService announces its process by id in development alone", async () => {
  const web = defineWeb({ name: "shelf", create: () => (_, response) => response.end() });
  const announced = async (NODE_ENV: string) => {
    const env = { SHOP: "test", LOG_LEVEL: "silent", NODE_ENV };
    await using service = await startService(web, { env, registry: createMemoryRegistry() });
    return service.instance.metadata.pid;
  };
  assert.equal(await announced("development"), String(process.pid));
  assert.equal(await announced("production"), undefined);
});

test("startService reports the health of the process and of the service", async () => {
  await using service = await startCurrency();
  const client = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
  const check = async (name: string) => (await client.check({ service: name })).status;
  assert.equal(await check(""), Status.SERVING);
  assert.equal(await check("liveness"), Status.SERVING);
  assert.equal(await check("hipstershop.CurrencyService"), Status.SERVING);
  await assert.rejects(check("nobody"), (error: ConnectError) => error.code === Code.NotFound);
  service.context.setServing(false);
  assert.equal(await check("hipstershop.CurrencyService"), Status.NOT_SERVING);
  assert.equal(await check(""), Status.SERVING);
});

test("startService names DATA_FOLDER when that can be no folder", async () => {
  const keeps = defineWeb({
    name: "keeps",
    create({ dataFolder }) {
      dataFolder();
      return () => undefined;
    },
  });
  const env = { REGISTRY: "memory", DATA_FOLDER: import.meta.filename };
  await assert.rejects(startService(keeps, { env }), {
    name: "StartError",
    message: /^DATA_FOLDER cannot be used: /,
  });
});

test("startService keeps an idle connection for as long as IDLE_TIMEOUT says", async () => {
  await using service = await startCurrency({ env: { IDLE_TIMEOUT: "10m" } });
  const { headers } = await post(service.url, "/", "");
  assert.equal(headers.get("keep-alive"), "timeout=600");
});

test("startService logs that nothing is announced when the registry is static", async () => {
  const traits: RegistryTraits = {
    name: "static",
    reach: "machine",
    spreadMs: 0,
    announces: "nothing",
  };
  await using registry = { ...createMemoryRegistry(), traits };
  await using service = await startCurrency({ registry });
  assert.match(String(service.logged[0]?.msg), /at 127\.0\.0\.1:\d+ \(static announces nothing\)$/);
});

test("startService waits for SPREAD_TIME when it stops, not for what the registry says", async () => {
  const traits: RegistryTraits = {
    name: "slow",
    reach: "machine",
    spreadMs: 600_000,
    announces: "instance",
  };
  await using registry = { ...createMemoryRegistry(), traits };
  const service = await startCurrency({ registry, env: { SPREAD_TIME: "1ms" } });
  const startedMs = performance.now();
  await service[Symbol.asyncDispose]();
  assert.ok(performance.now() - startedMs < traits.spreadMs / 10);
});

test("startService logs where the service is registered and no body of a request", async () => {
  await using service = await startCurrency();
  const client = createClient(
    CurrencyService,
    createConnectTransport({ baseUrl: service.url, httpVersion: "2" }),
  );
  await client.convert({ from, toCode: "TOP-SECRET" });
  await client.convert({ from, toCode: "BUG" }).catch(() => {});
  const { id, address } = service.instance;
  assert.equal(service.logged[0]?.msg, `Registry [memory] Registering node: ${id} at ${address}`);
  const calls = service.logged.filter(({ rpc }) => rpc === "hipstershop.CurrencyService/Convert");
  assert.deepEqual(
    calls.map(({ level, code }) => [level, code]),
    [
      ["debug", "Ok"],
      ["error", "Internal"],
    ],
  );
  assert.match(JSON.stringify(calls[1]), /TypeError: a secret of the implementation\\n {4}at /);
  assert.doesNotMatch(JSON.stringify(service.logged), /TOP-SECRET/);
});

test("startService delays RPCs and not its health when EXTRA_LATENCY is set", async () => {
  await using service = await startCurrency({ env: { EXTRA_LATENCY: "1h" } });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
  await createClient(Health, transport).check({}, { timeoutMs: 60_000 });
  await assert.rejects(
    createClient(CurrencyService, transport).getSupportedCurrencies({}, { timeoutMs: 50 }),
    (error: ConnectError) => error.code === Code.DeadlineExceeded,
  );
});

test("startService gives a web definition all requests that are no RPC", async () => {
  const web = defineWeb({
    name: "frontend",
    create: () => (request, response) => void response.end(`page ${request.url}`),
  });
  const registry = createMemoryRegistry();
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  await using running = await startService(web, { registry, env });
  const url = `http://${running.instance.address}`;
  assert.equal(await (await fetch(`${url}/product/1?x=2`)).text(), "page /product/1?x=2");
  const health = await post(url, "/grpc.health.v1.Health/Check", "{}");
  assert.deepEqual(await health.json(), { status: "SERVING" });
  const overHttp2 = createClient(CurrencyService, createGrpcTransport({ baseUrl: url }));
  await assert.rejects(
    overHttp2.getSupportedCurrencies({}),
    (error: ConnectError) => error.code === Code.Unimplemented,
  );
});
