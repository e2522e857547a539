import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, type ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { from } from "./testing/from.ts";
import { soon } from "./testing/soon.ts";
import { startCurrency } from "./testing/start-currency.ts";

test("startService ends watches of its health with NOT_SERVING when it is drained", async () => {
  const service = await startCurrency();
  const client = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
  const seen: Status[] = [];
  for await (const { status } of client.watch({ service: "" })) {
    seen.push(status);
    if (status === Status.SERVING) void service[Symbol.asyncDispose]();
    if (status === Status.NOT_SERVING) break;
  }
  assert.deepEqual(seen, [Status.SERVING, Status.NOT_SERVING]);
  await service[Symbol.asyncDispose]();
});

test("startService drains in order when it is disposed with a call in flight", async (t) => {
  const registry = createMemoryRegistry();
  const service = await startCurrency({ registry });
  const events: string[] = [];
  service.context.draining.addEventListener("abort", () => events.push("draining"));
  service.context.resources.defer(() => void events.push("resources released"));
  const client = createClient(
    CurrencyService,
    createConnectTransport({ baseUrl: service.url, httpVersion: "2" }),
  );
  const abort = new AbortController();
  const call = client
    .convert({ from, toCode: "SLOW" }, { signal: abort.signal })
    .catch(({ code }: ConnectError) => void events.push(`call ended: ${Code[code]}`));
  const begun = () => assert.ok(service.logged.some(({ msg }) => msg === "slow"));
  await t.waitFor(begun, soon);

  const disposed = service[Symbol.asyncDispose]();
  const again = service[Symbol.asyncDispose]();
  const withdrawn = async () => assert.deepEqual(await registry.getService("currencyservice"), []);
  await t.waitFor(withdrawn, soon);
  abort.abort();
  await Promise.all([disposed, again, call]);
  assert.deepEqual(events, ["draining", "call ended: Canceled", "resources released"]);
});

test("startService says once what its drain waits for when that lasts", async (t) => {
  const service = await startCurrency();
  const client = createClient(
    CurrencyService,
    createConnectTransport({ baseUrl: service.url, httpVersion: "2" }),
  );
  const abort = new AbortController();
  const call = client.convert({ from, toCode: "SLOW" }, { signal: abort.signal }).catch(() => {});
  await t.waitFor(() => assert.ok(service.logged.some(({ msg }) => msg === "slow")), soon);

  const disposed = service[Symbol.asyncDispose]();
  const told = () => service.logged.filter(({ msg }) => String(msg).startsWith("Still stopping"));
  await t.waitFor(() => assert.equal(told().length, 1), soon);
  abort.abort();
  await Promise.all([disposed, call]);
  const [{ level, connections, requests, calls } = assert.fail()] = told();
  assert.deepEqual(
    { level, connections, requests, calls },
    { level: "warn", connections: 1, requests: 1, calls: { "CurrencyService/Convert": 1 } },
  );
});

test("a client goes on after GOAWAY on its idle connection", async () => {
  const first = await startCurrency();
  const client = createClient(
    CurrencyService,
    createConnectTransport({ baseUrl: first.url, httpVersion: "2" }),
  );
  await client.getSupportedCurrencies({});
  await first[Symbol.asyncDispose]();
  const { port } = new URL(first.url);
  await using _second = await startCurrency({ env: { PORT: port } });
  assert.equal((await client.getSupportedCurrencies({})).currencyCodes.length, 2);
});
