import assert from "node:assert/strict";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code, type ConnectError, createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { credentials, Metadata, makeGenericClientConstructor } from "@grpc/grpc-js";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import {
  CurrencyConversionRequestSchema,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { defineWeb } from "./definition.ts";
import { host } from "./host.ts";
import { reflect } from "./reflection-client.ts";
import { startCurrency } from "./testing/start-currency.ts";

const transports: Record<string, (baseUrl: string) => Transport> = {
  "Connect over HTTP/1.1": (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect over HTTP/2": (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2" }),
  "Connect with JSON": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: false }),
  "Connect with GET": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useHttpGet: true }),
  gRPC: (baseUrl) => createGrpcTransport({ baseUrl }),
  "gRPC-Web over HTTP/1.1": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC-Web over HTTP/2": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "2" }),
};

/** How long a test waits for what is to happen: no time at all, unless the machine is busy. */
const soon = { interval: 5, timeout: 20_000 };

const from = { currencyCode: "USD", units: 19n, nanos: 990_000_000 };

for (const fastPath of [true, false]) {
  for (const [name, open] of Object.entries(transports)) {
    const path = fastPath ? "on the fast path" : "through connect-node alone";
    test(`host answers when it is called by ${name}, ${path}`, async () => {
      await using service = await startCurrency({ fastPath });
      const client = createClient(CurrencyService, open(service.url));
      const money = await client.convert({ from, toCode: "EUR" });
      assert.equal(money.units, 19n);
      assert.equal(money.currencyCode, "EUR");

      await assert.rejects(client.convert({ from, toCode: "???" }), (error: ConnectError) => {
        assert.equal(error.code, Code.InvalidArgument);
        assert.equal(error.rawMessage, "unsupported currency: ???");
        return true;
      });
      await assert.rejects(client.convert({ from, toCode: "BUG" }), (error: ConnectError) => {
        assert.equal(error.code, Code.Internal);
        assert.equal(error.rawMessage, "internal error");
        return true;
      });
      await assert.rejects(
        client.convert({ from, toCode: "SLOW" }, { timeoutMs: 50 }),
        (error: ConnectError) => error.code === Code.DeadlineExceeded,
      );
    });
  }
}

test("host answers grpc-js when go-micro's service name and metadata are used", async () => {
  await using service = await startCurrency();
  const Client = makeGenericClientConstructor(
    {
      convert: {
        path: "/currencyservice.CurrencyService/Convert",
        requestStream: false,
        responseStream: false,
        requestSerialize: (message) => Buffer.from(message),
        requestDeserialize: (bytes) => bytes,
        responseSerialize: (message) => message,
        responseDeserialize: (bytes) => fromBinary(MoneySchema, bytes),
      },
    },
    "Currency",
  );
  const client = new Client(service.instance.address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set("timeout", "5000000000");
  metadata.set("x-content-type", "application/grpc+proto");
  const message = toBinary(CurrencyConversionRequestSchema, {
    $typeName: "hipstershop.CurrencyConversionRequest",
    from: { $typeName: "hipstershop.Money", ...from },
    toCode: "EUR",
  });
  const money = await new Promise((resolve, reject) => {
    client.convert?.(message, metadata, (error: Error | null, answer: unknown) =>
      error ? reject(error) : resolve(answer),
    );
  });
  assert.equal((money as typeof from).units, 19n);
  client.close();
});

function post(url: string, path: string, body: string, headers: Record<string, string> = {}) {
  return fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

test("host answers plain JSON when any package stands before the service", async () => {
  await using service = await startCurrency();
  const body = '{"from":{"currencyCode":"USD","units":"19","nanos":990000000},"toCode":"EUR"}';
  for (const path of ["hipstershop", "currencyservice", "a.b-c.d"]) {
    const answer = await post(service.url, `/${path}.CurrencyService/Convert`, body);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), {
      currencyCode: "EUR",
      units: "19",
      nanos: 990_000_000,
    });
  }
});

test("host refuses with a clear error when the request makes no call", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  const cases = [
    [post(service.url, path, "{"), 400, /^cannot decode/],
    [post(service.url, path, "", { "content-type": "application/grpc" }), 505, /needs HTTP\/2/],
    [post(service.url, "/hipstershop.CurrencyService/Nothing", "{}"), 404, /there is nothing at/],
    [post(service.url, "/CurrencyService/Convert", "{}"), 404, /there is nothing at/],
    [post(service.url, path, `"${"x".repeat(5_000_000)}"`), 429, /larger than/],
  ] as const;
  for (const [pending, status, message] of cases) {
    const answer = await pending;
    assert.equal(answer.status, status);
    assert.match(((await answer.json()) as { message: string }).message, message);
  }
  assert.equal((await post(service.url, path, "x", { "content-type": "text/plain" })).status, 415);
});

test("host stays up when a Host header is no host", async () => {
  await using service = await startCurrency();
  const [host, port] = service.instance.address.split(":");
  const answer = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const headers = { host: "a b:c:d" };
    const path = "/grpc.health.v1.Health/Check";
    request({ host, port, method: "POST", path, headers }, resolve).on("error", reject).end();
  });
  assert.equal(answer.statusCode, 400);
  assert.match(await text(answer), /malformed/);
});

test("host refuses a call over the wire when its deadline has passed", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  for (const type of ["application/proto", "application/json"]) {
    const body = type === "application/json" ? "{}" : "";
    const headers = { "content-type": type, "connect-timeout-ms": "0" };
    const answer = await post(service.url, path, body, headers);
    assert.equal(((await answer.json()) as { code: string }).code, "deadline_exceeded");
  }
});

test("host sends the request id back and makes one when it is absent or odd", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  const idOf = async (headers: Record<string, string>) =>
    (await post(service.url, path, '{"toCode":"EUR"}', headers)).headers.get("x-request-id");
  assert.equal(await idOf({ "x-request-id": "abc-123" }), "abc-123");
  assert.match(String(await idOf({})), /^[\da-f-]{36}$/);
  assert.match(String(await idOf({ "x-request-id": '{"forged":"line"}' })), /^[\da-f-]{36}$/);
});

test("host tells its health by the life cycle and by the service", async () => {
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

test("host ends watches of its health with NOT_SERVING when it is drained", async () => {
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

test("host drains in order when it is disposed with a call in flight", async (t) => {
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

test("host describes its services with comments when it is asked by reflection", async () => {
  await using service = await startCurrency();
  const { services, files } = await reflect(createGrpcTransport({ baseUrl: service.url }));
  assert.deepEqual(services, [
    "hipstershop.CurrencyService",
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
  ]);
  const method = files.getService("hipstershop.CurrencyService")?.method.convert;
  assert.equal(method?.input.typeName, "hipstershop.CurrencyConversionRequest");
  const locations = method?.parent.file.proto.sourceCodeInfo?.location ?? [];
  assert.ok(locations.some(({ leadingComments }) => leadingComments !== ""));
});

test("host logs where the service is registered and no body of a request", async () => {
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

test("host leaves other connections alone when a client forgets its call", async (t) => {
  await using service = await startCurrency();
  const count = (said: string) => service.logged.filter(({ msg }) => msg === said).length;
  let forgotten = 0;
  for (const open of Object.values(transports)) {
    const client = createClient(CurrencyService, open(service.url));
    const abort = new AbortController();
    const call = client.convert({ from, toCode: "SLOW" }, { signal: abort.signal });
    const canceled = assert.rejects(call, (error: ConnectError) => error.code === Code.Canceled);
    forgotten++;
    await t.waitFor(() => assert.equal(count("slow"), forgotten), soon);
    abort.abort();
    await canceled;
    assert.equal((await client.convert({ from, toCode: "EUR" })).units, 19n);
  }
  await t.waitFor(() => assert.equal(count("call failed"), forgotten), soon);
  const levels = new Set(service.logged.map(({ level }) => level));
  assert.deepEqual(levels, new Set(["info", "debug"]));
});

for (const fastPath of [true, false]) {
  test(`host sheds load and stays healthy when ${fastPath ? "fast" : "stock"} calls reach the limit`, async (t) => {
    await using service = await startCurrency({ fastPath, env: { MAX_CALLS: "2" } });
    const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
    const client = createClient(CurrencyService, transport);
    const abort = new AbortController();
    const slow = [1, 2].map(() => client.convert({ toCode: "SLOW" }, { signal: abort.signal }));
    const begun = () => service.logged.filter(({ msg }) => msg === "slow").length;
    await t.waitFor(() => assert.equal(begun(), 2), soon);

    for (let count = 0; count < 3; count++) {
      await assert.rejects(
        client.convert({ toCode: "EUR" }),
        (error: ConnectError) => error.code === Code.ResourceExhausted,
      );
    }
    const { status } = await createClient(Health, transport).check({});
    assert.equal(status, Status.SERVING);

    abort.abort();
    await Promise.allSettled(slow);
    const recovered = () => client.convert({ toCode: "EUR" });
    await t.waitFor(recovered, soon);
    const said = service.logged
      .map(({ msg }) => String(msg))
      .filter((msg) => /calls:|again/.test(msg));
    assert.match(String(said[0]), /^Refusing calls: 2 are in flight/);
    assert.match(String(said[1]), /^Taking calls again, after \d+ were refused/);
    assert.equal(said.length, 2);
  });
}

test("host puts nothing of a malformed request into its error", async () => {
  await using service = await startCurrency();
  const path = "/hipstershop.CurrencyService/Convert";
  const number = "4432801561520454";
  const cases = [
    [
      `{"toCode":${number}}`,
      /field hipstershop\.CurrencyConversionRequest\.to_code from JSON: expected string"/,
    ],
    [`{"from":"${number}"}`, /message hipstershop\.Money from JSON"/],
    [
      `{"from":{"nanos":${number}}}`,
      /field hipstershop\.Money\.nanos from JSON: expected number \(int32\)"/,
    ],
  ] as const;
  for (const [body, message] of cases) {
    const text = await (await post(service.url, path, body)).text();
    assert.match(text, message);
    assert.doesNotMatch(text, /44328015/);
  }
  const json = { "content-type": "application/grpc-web+json" };
  assert.equal((await post(service.url, path, cases[0][0], json)).status, 415);
});

test("host delays RPCs and not its health when EXTRA_LATENCY is set", async () => {
  await using service = await startCurrency({ env: { EXTRA_LATENCY: "1h" } });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
  await createClient(Health, transport).check({}, { timeoutMs: 60_000 });
  await assert.rejects(
    createClient(CurrencyService, transport).getSupportedCurrencies({}, { timeoutMs: 50 }),
    (error: ConnectError) => error.code === Code.DeadlineExceeded,
  );
});

test("host gives a web definition what is no RPC", async () => {
  const web = defineWeb({
    name: "frontend",
    create: () => (request, response) => response.end(`page ${request.url}`),
  });
  const registry = createMemoryRegistry();
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  await using hosted = await host(web, { registry, env });
  const url = `http://${hosted.instance.address}`;
  assert.equal(await (await fetch(`${url}/product/1?x=2`)).text(), "page /product/1?x=2");
  const health = await post(url, "/grpc.health.v1.Health/Check", "{}");
  assert.deepEqual(await health.json(), { status: "SERVING" });
  const overHttp2 = createClient(CurrencyService, createGrpcTransport({ baseUrl: url }));
  await assert.rejects(
    overHttp2.getSupportedCurrencies({}),
    (error: ConnectError) => error.code === Code.Unimplemented,
  );
});

test("a client survives when its idle connection is told to go away", async () => {
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
