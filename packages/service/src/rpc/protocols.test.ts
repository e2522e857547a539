import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code, type ConnectError, createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { credentials, Metadata, makeGenericClientConstructor } from "@grpc/grpc-js";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import {
  CurrencyConversionRequestSchema,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { from } from "../testing/from.ts";
import { post } from "../testing/post.ts";
import { soon } from "../testing/soon.ts";
import { startCurrency } from "../testing/start-currency.ts";

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

for (const fastPath of [true, false]) {
  for (const [name, open] of Object.entries(transports)) {
    const path = fastPath ? "on the fast path" : "through connect-node alone";
    test(`startService answers when it is called by ${name}, ${path}`, async () => {
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

test("startService answers grpc-js when go-micro's service name and metadata are used", async () => {
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

test("startService answers plain JSON at any package of the service", async () => {
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

test("startService answers on other connections while a client does not end its call", async (t) => {
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
