import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { create, toBinary, toJsonString } from "@bufbuild/protobuf";
import { credentials, Metadata, makeGenericClientConstructor } from "@grpc/grpc-js";
import {
  CurrencyConversionRequestSchema,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { type Receiver, startReceiver } from "@hipstershop/telemetry/testing";
import { from } from "../testing/from.ts";
import { type StartedCurrency, startCurrency } from "../testing/start-currency.ts";

const WAIT = { interval: 20, timeout: 20_000 };
const PATH = "/hipstershop.CurrencyService/Convert";

/** Starts a currency service that records, once it does. */
async function startRecorded(t: TestContext, receiver: Receiver): Promise<StartedCurrency> {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const service = await startCurrency({ registry: createMemoryRegistry(), env });
  t.after(() => service[Symbol.asyncDispose]());
  await t.waitFor(() => assert.ok(service.context.recorder()), WAIT);
  return service;
}

const REQUEST = create(CurrencyConversionRequestSchema, { from, toCode: "EUR" });
const BINARY = toBinary(CurrencyConversionRequestSchema, REQUEST);

// Protobuf is for the fast path, and JSON for connect-node.
for (const [type, body] of [
  ["application/proto", BINARY],
  ["application/json", toJsonString(CurrencyConversionRequestSchema, REQUEST)],
] as const) {
  test(`a service continues the trace of a program with OpenTelemetry's instrumentation that sends ${type}`, async (t) => {
    await using receiver = await startReceiver();
    const service = await startRecorded(t, receiver);
    const program = join(import.meta.dirname, "../testing/instrumented-client.ts");
    const args = [`${service.url}${PATH}`, type, Buffer.from(body).toString("base64")];
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
    const parent = JSON.parse(stdout);
    await t.waitFor(() => assert.ok(receiver.spans.length > 0), WAIT);
    const [span] = receiver.spans;
    assert.deepEqual([span?.traceId, span?.parentId], [parent.traceId, parent.spanId]);
    assert.equal(span?.failed, false);
  });
}

test("a service continues the trace of a foreign call in the form of our own clients", async (t) => {
  await using receiver = await startReceiver();
  const service = await startRecorded(t, receiver);
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  const [traceId, spanId] = ["ef".repeat(16), "12".repeat(8)];
  const head = [
    `POST ${PATH} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    "content-type: application/proto",
    `content-length: ${BINARY.byteLength}`,
    "connect-protocol-version: 1",
    `traceparent: 00-${traceId}-${spanId}-01`,
  ];
  // In one piece, so that the strict reader takes it. node:http would answer with capitals.
  socket.write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), BINARY]));
  const [answer] = await once(socket, "data");
  assert.match(String(answer), /^HTTP\/1\.1 200 .*\r\nkeep-alive: /s);
  await t.waitFor(() => assert.ok(receiver.spans.length > 0), WAIT);
  const [span] = receiver.spans;
  assert.deepEqual([span?.traceId, span?.parentId], [traceId, spanId]);
});

test("a service continues the trace that a client of grpc-js sends", async (t) => {
  await using receiver = await startReceiver();
  const service = await startRecorded(t, receiver);
  const Client = makeGenericClientConstructor(
    {
      convert: {
        path: PATH,
        requestStream: false,
        responseStream: false,
        requestSerialize: (message) => Buffer.from(message),
        requestDeserialize: (bytes) => bytes,
        responseSerialize: (message) => message,
        responseDeserialize: (bytes) => bytes,
      },
    },
    CurrencyService.typeName,
  );
  const client = new Client(service.instance.address, credentials.createInsecure());
  t.after(() => client.close());
  const metadata = new Metadata();
  const [traceId, spanId] = ["ab".repeat(16), "cd".repeat(8)];
  metadata.set("traceparent", `00-${traceId}-${spanId}-01`);
  await new Promise((resolve, reject) => {
    client.convert?.(BINARY, metadata, (error: Error | null, answer: unknown) =>
      error ? reject(error) : resolve(answer),
    );
  });
  await t.waitFor(() => assert.ok(receiver.spans.length > 0), WAIT);
  const [span] = receiver.spans;
  assert.equal(span?.traceId, traceId);
  assert.equal(span.parentId, spanId);
  assert.equal(span.attributes["rpc.system.name"], "grpc");
});
