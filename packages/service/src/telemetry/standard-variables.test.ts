import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { startReceiver } from "@hipstershop/telemetry/testing";
import { from } from "../testing/from.ts";
import { startCurrency } from "../testing/start-currency.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

/** Has a service called with a trace that its caller records, or does not, until something was sent. */
async function send(t: TestContext, variables: Record<string, string>, flags: "00" | "01" = "01") {
  await using receiver = await startReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: "100",
    ...variables,
  };
  await using service = await startCurrency({ env });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
  const client = createClient(CurrencyService, transport);
  const headers = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-${flags}` };
  const convert = () => client.convert({ from, toCode: "EUR" }, { headers });
  await t.waitFor(async () => {
    await convert();
    assert.ok(service.context.recorder() && receiver.metrics.length > 0);
  }, WAIT);
  await convert();
  // At its end a service sends what it has.
  await service[Symbol.asyncDispose]();
  return receiver;
}

test("OTEL_EXPORTER_OTLP_HEADERS are sent with all, and OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME stand in it", async (t) => {
  const { bodies, spans, traces } = await send(t, {
    OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=ann%2Cbob,authorization=Bearer token",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=stage",
    OTEL_SERVICE_NAME: "exchange",
  });
  for (const { path, headers } of bodies) {
    assert.equal(headers["x-tenant"], "ann,bob", path);
    assert.equal(headers.authorization, "Bearer token", path);
  }
  assert.equal(spans[0]?.service, "exchange");
  const resource = traces[0]?.resourceSpans[0]?.resource?.attributes ?? [];
  const named = resource.find(({ key }) => key === "deployment.environment.name");
  assert.deepEqual(named?.value?.value, { case: "stringValue", value: "stage" });
});

for (const [sampler, argument, flags, isRecorded] of [
  ["parentbased_always_on", "1", "01", true],
  ["parentbased_always_on", "1", "00", false],
  ["parentbased_traceidratio", "0", "01", true],
  ["always_on", "1", "00", true],
  ["always_off", "1", "01", false],
  ["traceidratio", "0", "01", false],
] as const) {
  const call =
    flags === "01" ? "a call that its caller records" : "a call that its caller leaves out";
  test(`OTEL_TRACES_SAMPLER=${sampler} with ${argument} ${isRecorded ? "records" : "leaves out"} ${call}`, async (t) => {
    const variables = { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument };
    const { spans } = await send(t, variables, flags);
    assert.equal(spans.length > 0, isRecorded);
  });
}
