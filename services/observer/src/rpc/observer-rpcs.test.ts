import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { InstanceState, ObserverService } from "@hipstershop/proto/hipstershop/observer/observer";
import { createMemoryRegistry } from "@hipstershop/registry";
import { startObserver } from "../testing/start-observer.ts";

const TRACE_ID = "5b8efff798038103d269b633813fc60c";
const BEGAN_MS = Date.now() - 60_000;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const from = (service: string) => ({ attributes: [text("service.name", service)] });
/** To a fraction of a millisecond, as spans are. */
const nanos = (afterMs: number) => `${BEGAN_MS + afterMs}123456`;

/** An order that the payment fails: checkoutservice calls paymentservice, which is served. */
const SPANS = {
  resourceSpans: [
    ["checkoutservice", "01", undefined, 2, "hipstershop.CheckoutService/PlaceOrder", 0, 700],
    ["checkoutservice", "02", "01", 3, "hipstershop.PaymentService/Authorize", 10, 650],
    ["paymentservice", "03", "02", 2, "hipstershop.PaymentService/Authorize", 20, 640],
  ].map(([service, spanId, parent, kind, name, start, end]) => ({
    resource: from(String(service)),
    scopeSpans: [
      {
        spans: [
          {
            traceId: TRACE_ID,
            spanId: `00000000000000${spanId}`,
            ...(parent && { parentSpanId: `00000000000000${parent}` }),
            name,
            kind,
            startTimeUnixNano: nanos(Number(start)),
            endTimeUnixNano: nanos(Number(end)),
            attributes: [text("rpc.response.status_code", "unavailable")],
            status: { code: 2 },
          },
        ],
      },
    ],
  })),
};

const LOGS = {
  resourceLogs: [
    {
      resource: from("paymentservice"),
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: nanos(600),
              severityNumber: 17,
              body: { stringValue: "Authorize failed" },
              attributes: [text("reason", "the bank is away \u001b[31m")],
              traceId: TRACE_ID,
              spanId: "0000000000000003",
            },
            { timeUnixNano: nanos(700), severityNumber: 5, body: { stringValue: "a detail" } },
          ],
        },
      ],
    },
  ],
};

/** Starts an observer that was told of the order. */
async function openObserver() {
  const registry = createMemoryRegistry();
  const started = await startObserver({}, registry);
  for (const [path, body] of [
    ["/v1/traces", SPANS],
    ["/v1/logs", LOGS],
  ] as const) {
    const headers = { "content-type": "application/json" };
    const sent = { method: "POST", headers, body: JSON.stringify(body) };
    assert.equal((await fetch(started.url + path, sent)).status, 200);
  }
  const transport = createConnectTransport({ baseUrl: started.url, httpVersion: "1.1" });
  const client = createClient(ObserverService, transport);
  return { registry, client, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

test("FindTraces returns the traces that fit", async () => {
  await using observer = await openObserver();
  const find = async (wanted: Parameters<typeof observer.client.findTraces>[0]) =>
    (await observer.client.findTraces(wanted)).traces.map(({ traceId }) => traceId);
  assert.deepEqual(await find({ failed: true, service: "paymentservice" }), [TRACE_ID]);
  assert.deepEqual(await find({ text: "placeorder", slow: true }), [TRACE_ID]);
  assert.deepEqual(await find({ service: "cartservice" }), []);
  await assert.rejects(find({ limit: -1 }), { code: Code.InvalidArgument });
  const [trace] = (await observer.client.findTraces({})).traces;
  assert.equal(trace?.name, "hipstershop.CheckoutService/PlaceOrder");
  assert.deepEqual(trace?.services, ["checkoutservice", "paymentservice"]);
  assert.deepEqual([trace?.durationMs, trace?.failures, trace?.failed], [700, 3, true]);
});

test("GetTrace returns what a trace did, where it failed and why", async () => {
  await using observer = await openObserver();
  const trace = await observer.client.getTrace({ traceId: TRACE_ID.toUpperCase() });
  assert.equal(trace.reason, "the bank is away \u001b[31m");
  const rows = trace.rows.map(({ depth, service, caller }) => ({ depth, service, caller }));
  assert.deepEqual(rows, [
    { depth: 0, service: "checkoutservice", caller: "" },
    { depth: 1, service: "paymentservice", caller: "checkoutservice" },
  ]);
  const [, payment] = trace.rows;
  assert.deepEqual(
    [payment?.startMs, payment?.durationMs, payment?.error],
    [10, 640, "unavailable"],
  );
  assert.deepEqual(
    payment?.logs.map(({ message, level }) => [level, message]),
    [["error", "Authorize failed"]],
  );
  assert.deepEqual(trace.shares[0]?.service, "paymentservice");
  await assert.rejects(observer.client.getTrace({ traceId: "0".repeat(32) }), {
    code: Code.NotFound,
  });
});

test("SearchLogs returns the lines that fit, from info on where no level is named", async () => {
  await using observer = await openObserver();
  const search = async (wanted: Parameters<typeof observer.client.searchLogs>[0]) =>
    (await observer.client.searchLogs(wanted)).lines.map(({ message }) => message);
  const own = { service: "paymentservice" };
  assert.deepEqual(await search(own), ["Authorize failed"]);
  assert.deepEqual(await search({ ...own, level: "debug" }), ["a detail", "Authorize failed"]);
  assert.deepEqual(await search({ ...own, level: "debug", limit: 1 }), ["a detail"]);
  assert.deepEqual(await search({ text: "the bank" }), ["Authorize failed"]);
  assert.deepEqual(await search({ traceId: TRACE_ID }), ["Authorize failed"]);
  await assert.rejects(search({ level: "loud" }), {
    code: Code.InvalidArgument,
    rawMessage: /must be one of trace, debug, info/,
  });
});

test("ListInstances returns what the registry has", async (t) => {
  await using observer = await openObserver();
  const metadata = { zone: "a" };
  const cart = { id: "cart-1", service: "cartservice", address: "127.0.0.1:4711" };
  await observer.registry.register({ ...cart, version: "1", metadata });
  await t.waitFor(async () => {
    const wanted = { service: "cartservice" };
    const [instance] = (await observer.client.listInstances(wanted)).instances;
    assert.equal(instance?.id, "cart-1");
    assert.equal(instance.state, InstanceState.UP);
    assert.deepEqual(instance.metadata, metadata);
  });
  const all = (await observer.client.listInstances({})).instances;
  assert.deepEqual(
    all.map(({ service }) => service),
    ["cartservice", "observer"],
  );
});
