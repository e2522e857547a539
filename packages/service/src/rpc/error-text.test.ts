import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import {
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
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";

const TEXTS = [
  "Sorry, we cannot process amex credit cards. Only VISA or MasterCard is accepted.",
  "100 % of %2C, %25 and %zz",
  " a space at either end ",
  "a tab\t, two lines\r\n, a zero\0 and a delete\u007f",
  "Ä, 猫, 🐈 and \u0080",
  " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  "half a pair: \ud83d",
];
/** What is no Unicode is read as the replacement character. */
const READ = TEXTS.map((text) => text.toWellFormed());

/** Starts a service that refuses the currency "3" with the fourth of the texts. */
function start() {
  const definition = defineService({
    service: CurrencyService,
    create: () => ({
      getSupportedCurrencies: () => ({}),
      convertAll: () => ({}),
      convert({ toCode }) {
        throw new ConnectError(TEXTS[Number(toCode)] ?? "", Code.InvalidArgument);
      },
    }),
  });
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  return startService(definition, { env, registry: createMemoryRegistry() });
}

const convert = "/hipstershop.CurrencyService/Convert";
const requests = TEXTS.map((_, i) =>
  toBinary(
    CurrencyConversionRequestSchema,
    create(CurrencyConversionRequestSchema, { toCode: String(i) }),
  ),
);

for (const [name, open] of Object.entries({
  Connect: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect with JSON": (baseUrl: string) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
  gRPC: (baseUrl: string) => createGrpcTransport({ baseUrl }),
  "gRPC-Web": (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
})) {
  test(`connect-es reads every error text over ${name}`, async () => {
    await using service = await start();
    const client = createClient(CurrencyService, open(`http://${service.instance.address}`));
    const read = TEXTS.map((_, i) =>
      client.convert({ toCode: String(i) }).catch((error: ConnectError) => error.rawMessage),
    );
    assert.deepEqual(await Promise.all(read), READ);
  });
}

test("grpc-js reads every error text", async () => {
  await using service = await start();
  const client = new Client(service.instance.address, credentials.createInsecure());
  const read = requests.map(async (request) => {
    const { promise, resolve } = Promise.withResolvers<ServiceError | null>();
    const same = (bytes: Uint8Array) => Buffer.from(bytes);
    client.makeUnaryRequest(convert, same, same, request, (error) => resolve(error));
    const error = await promise;
    assert.equal(error?.code, Code.InvalidArgument);
    return error.details;
  });
  assert.deepEqual(await Promise.all(read), READ);
  client.close();
});

const interop = join(import.meta.dirname, "../../interop");
const python = ["python3", "/usr/bin/python3"].find(
  (each) => spawnSync(each, ["-c", "import grpc"]).status === 0,
);
const go = spawnSync("go", ["version"]).status === 0;
const all = process.env.REQUIRE_ALL === "1";

async function assertReads(command: string, ...args: string[]) {
  await using service = await start();
  const encoded = requests.map((request) => Buffer.from(request).toString("base64"));
  const all = [...args, service.instance.address, convert, ...encoded];
  const { stdout } = await promisify(execFile)(command, all, { cwd: interop });
  const read = stdout.trim().split("\n");
  const expected = READ.map((message) => ({ code: Code.InvalidArgument, message }));
  assert.deepEqual(
    read.map((line) => JSON.parse(line)),
    expected,
  );
}

test(
  "grpc-go reads every error text",
  {
    skip: !all && (go ? "fetches grpc-go: REQUIRE_ALL=1 adds it" : "needs Go"),
  },
  () => assertReads("go", "run", "-buildvcs=false", "."),
);

test(
  "gRPC for Python reads every error text",
  {
    skip: !all && !python && "needs Python with grpcio",
  },
  () => assertReads(python ?? "python3", "main.py"),
);
