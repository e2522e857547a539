import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import grpc from "@grpc/grpc-js";
import {
  Health,
  HealthCheckResponse_ServingStatus,
} from "@hipstershop/proto/grpc/health/v1/health";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import {
  CurrencyConversionRequestSchema,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { type Shop, startShop } from "./shop.ts";

let shop: Shop;
let baseUrl: string;
before(async () => {
  shop = await startShop({ services: ["currencyservice"] });
  baseUrl = `http://${(await shop.instance("currencyservice")).address}`;
});
after(() => shop[Symbol.asyncDispose]());

// 19.99 / 1.1305 = 17.682441397…, cut off after the ninth digit.
const REQUEST = { from: { currencyCode: "USD", units: 19n, nanos: 990_000_000 }, toCode: "EUR" };
const ANSWER = { currencyCode: "EUR", units: 17n, nanos: 682_441_397 };

test("a JSON POST converts money", async () => {
  const response = await fetch(`${baseUrl}/hipstershop.CurrencyService/Convert`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"from":{"currencyCode":"USD","units":"19","nanos":990000000},"toCode":"EUR"}',
  });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), '{"currencyCode":"EUR","units":"17","nanos":682441397}');
});

const transports: Record<string, () => Transport> = {
  "Connect over HTTP/1.1": () => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect over HTTP/2": () => createConnectTransport({ baseUrl, httpVersion: "2" }),
  "gRPC over HTTP/2": () => createGrpcTransport({ baseUrl }),
  "gRPC-Web over HTTP/1.1": () => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC-Web over HTTP/2": () => createGrpcWebTransport({ baseUrl, httpVersion: "2" }),
};
for (const [protocol, transport] of Object.entries(transports)) {
  test(`${protocol} converts money`, async () => {
    const { currencyCode, units, nanos } = await createClient(CurrencyService, transport()).convert(
      REQUEST,
    );
    assert.deepEqual({ currencyCode, units, nanos }, ANSWER);
  });
}

/** Calls Convert with grpc-js, as a client that knows nothing of Connect. */
function convertByGrpcJs(path: string, metadata = new grpc.Metadata()): Promise<unknown> {
  const client = new grpc.Client(
    baseUrl.slice("http://".length),
    grpc.credentials.createInsecure(),
  );
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      (message: typeof REQUEST) =>
        Buffer.from(
          toBinary(
            CurrencyConversionRequestSchema,
            create(CurrencyConversionRequestSchema, message),
          ),
        ),
      (bytes) => fromBinary(MoneySchema, bytes),
      REQUEST,
      metadata,
      { deadline: Date.now() + 30_000 },
      (error, answer) => {
        client.close();
        if (error) return reject(error);
        const { currencyCode, units, nanos } = answer ?? create(MoneySchema);
        resolve({ currencyCode, units, nanos });
      },
    );
  });
}

test("grpc-js converts money", async () => {
  assert.deepEqual(await convertByGrpcJs("/hipstershop.CurrencyService/Convert"), ANSWER);
});

test("a go-micro client reaches the handler under another package", async () => {
  const metadata = new grpc.Metadata();
  metadata.set("timeout", "5000000000");
  metadata.set("x-content-type", "application/grpc+proto");
  assert.deepEqual(
    await convertByGrpcJs("/currencyservice.CurrencyService/Convert", metadata),
    ANSWER,
  );
});

test("health answers for the server, the service and the process", async () => {
  const health = createClient(Health, createGrpcTransport({ baseUrl }));
  for (const service of ["", "hipstershop.CurrencyService", "liveness"]) {
    const { status } = await health.check({ service });
    assert.equal(status, HealthCheckResponse_ServingStatus.SERVING, `"${service}"`);
  }
  await assert.rejects(health.check({ service: "no.such.Service" }), { code: 5 });
});

/** Runs "npm run call" against this shop. */
function call(...args: string[]) {
  const script = join(import.meta.dirname, "../../tools/src/call.ts");
  return promisify(execFile)(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, SHOP: shop.name, REGISTRY: "mdns" },
  });
}

test("call prints the answer of an RPC found by the service's name", async () => {
  const { stdout } = await call(
    "currencyservice",
    "Convert",
    '{"from":{"currencyCode":"USD","units":"19","nanos":990000000},"toCode":"EUR"}',
  );
  assert.deepEqual(JSON.parse(stdout), { currencyCode: "EUR", units: "17", nanos: 682_441_397 });
});

test("call lists what a service offers with the comments of its proto", async () => {
  const { stdout } = await call("currencyservice");
  assert.match(stdout, /hipstershop\/currency\.proto/);
  assert.match(stdout, /rpc Convert\(CurrencyConversionRequest\) returns \(Money\)/);
  assert.match(stdout, /exact arithmetic/);
});

test("call says which services there are when the name is unknown", async () => {
  await assert.rejects(
    call("curencyservice", "Convert", "{}"),
    (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /"curencyservice"/);
      assert.match(error.stderr, /currencyservice/);
      return true;
    },
  );
});

test("call passes the server's refusal on", async () => {
  await assert.rejects(
    call("currencyservice", "Convert", '{"from":{"currencyCode":"XYZ"},"toCode":"EUR"}'),
    (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /invalid_argument.*unsupported currency: XYZ/);
      return true;
    },
  );
});
