import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import {
  CurrencyConversionRequestSchema,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { openFastTransport, openStockTransport } from "@hipstershop/transport";
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";
import { ask } from "../testing/ask.ts";
import { frame } from "../testing/frame.ts";

const LONG = "far-too-long-".repeat(2_000);

/** Starts a service whose list is of 32 KiB and more, and which answers the rest in brief. */
async function start() {
  const registry = createMemoryRegistry();
  const asked: Headers[] = [];
  const definition = defineService({
    service: CurrencyService,
    create: () => ({
      getSupportedCurrencies(_request, { requestHeader }) {
        asked.push(requestHeader);
        return { currencyCodes: Array<string>(8_192).fill("EUR") };
      },
      convertAll: () => ({}),
      convert({ toCode }) {
        if (toCode === "LONG") throw new ConnectError(LONG, Code.InvalidArgument);
        return { currencyCode: toCode.slice(0, 3) };
      },
    }),
  });
  const running = await startService(definition, {
    env: { SHOP: "test", LOG_LEVEL: "silent" },
    registry,
  });
  return { ...running, registry, asked, url: `http://${running.instance.address}` };
}

const convert = "/hipstershop.CurrencyService/Convert";
const list = "/hipstershop.CurrencyService/GetSupportedCurrencies";
const compressed = {
  sendCompression: compressionGzip,
  acceptCompression: [compressionGzip],
  compressMinBytes: 1,
};

for (const [name, open] of Object.entries({
  Connect: (baseUrl: string) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", ...compressed }),
  "Connect with GET": (baseUrl: string) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useHttpGet: true, ...compressed }),
  gRPC: (baseUrl: string) => createGrpcTransport({ baseUrl, ...compressed }),
  "gRPC-Web": (baseUrl: string) =>
    createGrpcWebTransport({ baseUrl, httpVersion: "1.1", ...compressed }),
})) {
  test(`startService takes compressed requests over ${name} up to the limit`, async () => {
    await using service = await start();
    const client = createClient(CurrencyService, open(service.url));
    const toCode = "EUR".padEnd(4_000);
    assert.equal((await client.convert({ toCode })).currencyCode, "EUR");
    assert.equal((await client.getSupportedCurrencies({})).currencyCodes.length, 8_192);
    await assert.rejects(client.convert({ toCode: " ".repeat(5_000_000) }), {
      code: Code.ResourceExhausted,
    });
  });
}

test("startService takes compressed requests of grpc-js", async () => {
  await using service = await start();
  const client = new Client(service.instance.address, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": 2,
  });
  const same = (bytes: Uint8Array) => Buffer.from(bytes);
  const request = create(CurrencyConversionRequestSchema, { toCode: "EUR".padEnd(4_000) });
  const message = toBinary(CurrencyConversionRequestSchema, request);
  const { promise, resolve } =
    Promise.withResolvers<[ServiceError | null, Uint8Array | undefined]>();
  client.makeUnaryRequest(convert, same, same, message, (error, answer) =>
    resolve([error, answer]),
  );
  const [error, answer] = await promise;
  assert.equal(error, null);
  assert.match(Buffer.from(answer ?? []).toString(), /EUR/);
  client.close();
});

/** The headers by which a protocol says how it is compressed. */
const FORMS = [
  ["application/json", "content-encoding", "accept-encoding", false],
  ["application/proto", "content-encoding", "accept-encoding", false],
  ["application/grpc", "grpc-encoding", "grpc-accept-encoding", true],
  ["application/grpc-web", "grpc-encoding", "grpc-accept-encoding", true],
] as const;

for (const [type, encoding, accept, framed] of FORMS) {
  const body = type.endsWith("json") ? "{}" : "";
  const message = framed ? frame(body) : body;

  test(`startService compresses long answers for a caller that asks: ${type}`, async () => {
    await using service = await start();
    const isCompressed = async (path: string, headers = {}) => {
      const head = { ":path": path, "content-type": type, ...headers };
      const answer = await ask(service.url, head, message);
      return framed ? answer.body[0] === "\x01" : answer.headers[encoding] === "gzip";
    };
    assert.equal(await isCompressed(list, { [accept]: "identity, gzip" }), true);
    assert.equal(await isCompressed(list, { [accept]: "br" }), false);
    assert.equal(await isCompressed(list), false);
    assert.equal(await isCompressed(convert, { [accept]: "gzip" }), false);
  });

  test(`startService says which compression it takes: ${type}`, async () => {
    await using service = await start();
    const head = { ":path": convert, "content-type": type, [encoding]: "br" };
    const answer = await ask(service.url, head, message);
    assert.equal(answer.headers[accept], "gzip");
    assert.match(JSON.stringify(answer), /supported encodings are gzip/);
  });
}

test("startService says INVALID_ARGUMENT when a request is not gzip", async () => {
  await using service = await start();
  const whole = gzipSync("{}");
  for (const body of [Buffer.from("{}"), whole.subarray(0, 12), Buffer.from(whole).fill(0, 10)]) {
    for (const type of ["application/json", "application/proto"]) {
      const head = { ":path": convert, "content-type": type, "content-encoding": "gzip" };
      const answer = await ask(service.url, head, body);
      assert.equal(answer.headers[":status"], 400);
      assert.match(answer.body, /invalid_argument.*cannot decompress/);
    }
  }
});

test("startService never compresses an error", async () => {
  await using service = await start();
  for (const [type, , accept, framed] of FORMS) {
    if (type === "application/proto") continue;
    const head = { ":path": convert, "content-type": framed ? `${type}+json` : type };
    const message = framed ? frame('{"toCode":"LONG"}') : '{"toCode":"LONG"}';
    const answer = await ask(service.url, { ...head, [accept]: "gzip" }, message);
    assert.ok(JSON.stringify(answer).includes(LONG));
  }
});

test("startService says that the answer to a GET depends on the compression that is asked for", async () => {
  await using service = await start();
  const get = (query: string) => fetch(`${service.url}${list}?connect=v1&${query}`);
  const { headers } = await get("encoding=json&message=%7B%7D");
  assert.equal(headers.get("vary"), "accept-encoding");
});

for (const open of [openFastTransport, openStockTransport]) {
  test(`our own clients neither send nor ask for compression: ${open.name}`, async () => {
    await using service = await start();
    await using clients = createClients({ registry: service.registry, open });
    await clients.client(CurrencyService).getSupportedCurrencies({});
    assert.equal(service.asked.length, 1);
    for (const name of ["accept-encoding", "content-encoding"]) {
      assert.equal(service.asked[0]?.get(name), null);
    }
  });
}
