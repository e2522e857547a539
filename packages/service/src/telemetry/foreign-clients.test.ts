import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
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

test("a service continues the trace of a program with OpenTelemetry's instrumentation", async (t) => {
  await using receiver = await startReceiver();
  const service = await startRecorded(t, receiver);
  const program = join(import.meta.dirname, "../testing/instrumented-client.ts");
  const body = JSON.stringify({ from: { currencyCode: "USD", units: "1" }, toCode: "EUR" });
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    `${service.url}${PATH}`,
    body,
  ]);
  const parent = JSON.parse(stdout);
  await t.waitFor(() => assert.ok(receiver.spans.length > 0), WAIT);
  const [span] = receiver.spans;
  assert.equal(span?.traceId, parent.traceId);
  assert.equal(span?.parentId, parent.spanId);
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
  const request = create(CurrencyConversionRequestSchema, { from, toCode: "EUR" });
  await new Promise((resolve, reject) => {
    client.convert?.(
      toBinary(CurrencyConversionRequestSchema, request),
      metadata,
      (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer)),
    );
  });
  await t.waitFor(() => assert.ok(receiver.spans.length > 0), WAIT);
  const [span] = receiver.spans;
  assert.equal(span?.traceId, traceId);
  assert.equal(span.parentId, spanId);
  assert.equal(span.attributes["rpc.system.name"], "grpc");
});
