import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { runInCallContext } from "@hipstershop/rpc";
import { startReceiver } from "@hipstershop/telemetry/testing";
import { freePort } from "@hipstershop/transport/testing/free-port";
import { defineWeb } from "../definition.ts";
import { startService } from "../start-service.ts";
import { from } from "../testing/from.ts";
import { startCurrency } from "../testing/start-currency.ts";

const CONVERT = "hipstershop.CurrencyService/Convert";
const WAIT = { interval: 20, timeout: 10_000 };
const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const headers = { traceparent: `00-${traceId}-${spanId}-01` };

const transports: Record<string, (baseUrl: string) => Transport> = {
  Connect: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect with JSON": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: false }),
  gRPC: (baseUrl) => createGrpcTransport({ baseUrl }),
  "gRPC-Web": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
};

for (const [name, open] of Object.entries(transports)) {
  test(`a service continues the trace of a caller that speaks ${name}`, async (t) => {
    await using receiver = await startReceiver();
    await using service = await startCurrency({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    const client = createClient(CurrencyService, open(service.url));
    await t.waitFor(async () => {
      await client.convert({ from, toCode: "EUR" }, { headers });
      assert.ok(receiver.spans.length > 0);
    }, WAIT);
    const [span] = receiver.spans;
    assert.equal(span?.name, CONVERT);
    assert.equal(span.kind, "server");
    assert.equal(span.service, "currencyservice");
    assert.equal(span.traceId, traceId);
    assert.equal(span.parentId, spanId);
    assert.equal(span.attributes["rpc.method"], CONVERT);
    const system = name.startsWith("Connect") ? "connectrpc" : "grpc";
    assert.equal(span.attributes["rpc.system.name"], system);
  });
}

test("a call for a request that has no span of its own continues the trace that the request brought", async (t) => {
  await using receiver = await startReceiver();
  await using one = await startCurrency({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  const client = one.context.client(CurrencyService);
  const call = (traceparent: string) =>
    runInCallContext({ requestId: "test", received: { traceparent } }, () =>
      client.convert({ from, toCode: "EUR" }),
    );
  await t.waitFor(async () => {
    await call(`00-${"a".repeat(32)}-${spanId}-00`);
    await call(headers.traceparent);
    assert.ok(receiver.spans.some(({ kind }) => kind === "client"));
  }, WAIT);
  for (const span of receiver.spans) assert.equal(span.traceId, traceId, "it was not sampled");
  const sent = receiver.spans.find(({ kind }) => kind === "client");
  assert.equal(sent?.parentId, spanId);
});

test("a call between services has a client's span and a server's, and a log line names it", async (t) => {
  await using receiver = await startReceiver();
  await using registry = createMemoryRegistry();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  await using one = await startCurrency({ registry, env });
  const client = one.context.client(CurrencyService);
  await t.waitFor(async () => {
    await assert.rejects(client.convert({ from, toCode: "BUG" }));
    assert.ok(receiver.spans.some(({ kind }) => kind === "client"));
    assert.ok(receiver.logs.length > 0);
  }, WAIT);
  const sent = receiver.spans.find(({ kind }) => kind === "client");
  const answered = receiver.spans.find(({ parentId }) => parentId === sent?.spanId);
  assert.equal(answered?.kind, "server");
  assert.equal(answered.traceId, sent?.traceId);
  for (const span of [sent, answered]) {
    assert.equal(span?.failed, true);
    assert.equal(span.attributes["error.type"], "internal");
  }
  assert.equal(sent?.attributes["hipstershop.instance"], one.instance.id);
  assert.equal(sent.attributes["hipstershop.instances"], 1);
  assert.equal(sent.attributes["hipstershop.registry"], "memory");
  const [host, port] = one.instance.address.split(":");
  assert.equal(sent.attributes["server.address"], host);
  assert.equal(sent.attributes["server.port"], Number(port));
  const line = one.logged.find(({ span_id }) => span_id === answered.spanId);
  assert.equal(line?.msg, "call failed");
  assert.equal(line.trace_id, answered.traceId);
});

test("a service finds the observer by its name, and sends to nobody else", async (t) => {
  await using receiver = await startReceiver();
  await using registry = createMemoryRegistry();
  await using service = await startCurrency({ registry });
  const client = createClient(
    CurrencyService,
    createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" }),
  );
  await client.convert({ from, toCode: "EUR" });
  assert.equal(service.context.recorder(), undefined);

  const { address } = receiver;
  const observer = { id: "observer-1", service: "observer", address, version: "", metadata: {} };
  await using registered = await registry.register(observer);
  assert.ok(registered);
  await t.waitFor(async () => {
    await client.convert({ from, toCode: "EUR" });
    assert.ok(receiver.spans.length > 0);
  }, WAIT);
  const [span] = receiver.spans;
  assert.equal(span?.parentId, "");
});

test("health checks and /metrics are not recorded", async (t) => {
  await using receiver = await startReceiver();
  await using service = await startCurrency({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
  await t.waitFor(async () => {
    await createClient(Health, transport).check({});
    await fetch(`${service.url}/metrics`);
    await createClient(CurrencyService, transport).convert({ from, toCode: "EUR" });
    assert.ok(receiver.spans.length > 0);
  }, WAIT);
  assert.deepEqual(new Set(receiver.spans.map(({ name }) => name)), new Set([CONVERT]));
});

test("a service of pages has its metrics at METRICS_PORT alone in production", async () => {
  const registry = createMemoryRegistry();
  const port = await freePort();
  const pages = defineWeb({
    name: "pages",
    create: () => (_, response) => {
      response.statusCode = 404;
      response.end();
    },
  });
  const env = { NODE_ENV: "production", LOG_LEVEL: "silent", METRICS_PORT: String(port) };
  await using service = await startService(pages, { registry, env });
  const at = (address: string) => fetch(`http://${address}/metrics`);
  const answer = await at(`127.0.0.1:${port}`);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /^process_memory_usage_bytes \d+$/m);
  assert.equal((await at(service.instance.address)).status, 404);
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
});

test("/metrics counts the calls from the first look on", async (t) => {
  await using service = await startCurrency();
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
  await metrics();
  await createClient(CurrencyService, transport).convert({ from, toCode: "EUR" });
  await t.waitFor(async () => {
    const count = /^rpc_server_call_duration_seconds_count\{.*rpc_method="(.*?)".*\} 1$/m;
    assert.equal(count.exec(await metrics())?.[1], CONVERT);
  }, WAIT);
});

test("/metrics has what the scalers of k8s/components/scale-by-calls go by", async () => {
  const component = "../../../../k8s/components/scale-by-calls/kustomization.yaml";
  const text = await readFile(join(import.meta.dirname, component), "utf8");
  const names = text.match(/\bhipstershop_\w+$/gm) ?? [];
  assert.equal(names.length, 2);
  await using service = await startCurrency();
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  for (const name of names) assert.match(metrics, new RegExp(`^${name}\\S* 0$`, "m"));
});

test("with OTEL_METRICS_EXPORTER=none a service makes spans and has no metrics", async (t) => {
  await using receiver = await startReceiver();
  const service = await startCurrency({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRICS_EXPORTER: "none",
      OTEL_METRIC_EXPORT_INTERVAL: "100",
    },
  });
  t.after(() => service[Symbol.asyncDispose]());
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
  const client = createClient(CurrencyService, transport);
  await t.waitFor(async () => {
    await client.convert({ from, toCode: "EUR" }, { headers });
    assert.ok(receiver.spans.length > 0);
  }, WAIT);
  assert.equal((await fetch(`${service.url}/metrics`)).status, 404);
  // At its end a service sends what it has.
  await service[Symbol.asyncDispose]();
  assert.deepEqual(receiver.metrics, []);
});

test("with OTEL_SDK_DISABLED a service records nothing", async () => {
  await using receiver = await startReceiver();
  await using service = await startCurrency({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SDK_DISABLED: "true" },
  });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
  await createClient(CurrencyService, transport).convert({ from, toCode: "EUR" }, { headers });
  assert.equal(service.context.recorder(), undefined);
  assert.equal((await fetch(`${service.url}/metrics`)).status, 404);
  assert.equal(receiver.bodies.length, 0);
});
