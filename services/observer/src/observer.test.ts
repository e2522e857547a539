import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { TraceService } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { reflect } from "@hipstershop/reflection";
import { startTogether } from "@hipstershop/service";
import { observer } from "./observer.ts";
import { startObserver } from "./testing/start-observer.ts";

const TRACE_ID = "5b8efff798038103d269b633813fc60c";

const GZIP = { "content-encoding": "gzip" };

/** A span in OTLP's JSON, with a field that no version of it has. */
const JSON_SPANS = JSON.stringify({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "shelf" } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE_ID.toUpperCase(),
              spanId: "eee19b7ec3c1b174",
              name: "GET /shelf",
              kind: 2,
              startTimeUnixNano: "1544712660000000000",
              endTimeUnixNano: "1544712660300000000",
              invented: { deep: [1] },
            },
          ],
        },
      ],
    },
  ],
});

test("observer names what is its own before what OpenTelemetry declares", async () => {
  await using observer = await startObserver();
  const transport = createGrpcTransport({ baseUrl: observer.url });
  const { services } = await reflect(createClient(ServerReflection, transport));
  const [first] = services;
  assert.equal(first?.typeName, "hipstershop.observer.ObserverService");
});

function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
) {
  return fetch(url, { method: "POST", body, headers });
}

test("observer takes spans as JSON, packed or not, and shows their trace", async () => {
  await using started = await startObserver();
  const url = `${started.url}/v1/traces`;
  const type = { "content-type": "application/json" };
  for (const [body, headers] of [
    [JSON_SPANS, type],
    [new Uint8Array(gzipSync(JSON_SPANS)), { ...type, "content-encoding": "gzip" }],
  ] as const) {
    const response = await post(url, body, headers);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {});
  }
  assert.match(await started.read(`/traces/${TRACE_ID}`), /GET \/shelf/);
});

test("observer says why a trace failed, in the words of its log", async () => {
  await using started = await startObserver();
  const headers = { "content-type": "application/json" };
  const failed = JSON_SPANS.replace('"kind":2', '"kind":2,"status":{"code":2}');
  await post(`${started.url}/v1/traces`, failed, headers);
  const line = {
    timeUnixNano: "1544712660100000000",
    severityNumber: 13,
    body: { stringValue: "Calling the store fails" },
    traceId: TRACE_ID,
    attributes: [{ key: "exception.message", value: { stringValue: "it burnt down" } }],
  };
  const lines = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [line] }] }] });
  await post(`${started.url}/v1/logs`, lines, headers);
  const why = /says why: <b class="bad">Calling the store fails: it burnt down</;
  assert.match(await started.read(`/traces/${TRACE_ID}`), why);
});

test("observer shows what an instance said of itself, and what senders have lost", async () => {
  await using started = await startObserver();
  const attributes = (pairs: Readonly<Record<string, string>>) =>
    Object.entries(pairs).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const sum = (name: string, dataPoints: readonly object[]) => ({ name, sum: { dataPoints } });
  const lost = { asInt: "12", attributes: attributes({ "error.type": "queue_full" }) };
  const metrics = [
    sum("process.memory.usage", [{ asInt: "90000000" }]),
    sum("otel.sdk.processor.span.processed", [{ asInt: "7" }, lost]),
  ];
  const resource = { attributes: attributes({ "service.instance.id": started.instance.id }) };
  const body = { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] };
  const headers = { "content-type": "application/json" };
  const answer = await post(`${started.url}/v1/metrics`, JSON.stringify(body), headers);
  assert.equal(answer.status, 200);
  const page = await started.read(`/registry/instances/${started.instance.id}`);
  assert.match(page, /<dt>memory<\/dt><dd>90\.0 MB<\/dd>/);
  assert.match(page, /12 spans were lost before they came/);
});

test("observer takes spans over gRPC and Connect, and refuses bad ids", async () => {
  await using started = await startObserver();
  const span = {
    traceId: Buffer.from(TRACE_ID, "hex"),
    spanId: Buffer.from("eee19b7ec3c1b174", "hex"),
    name: "work",
  };
  for (const transport of [
    createGrpcTransport({ baseUrl: started.url }),
    createConnectTransport({ baseUrl: started.url, httpVersion: "1.1" }),
  ]) {
    const client = createClient(TraceService, transport);
    const scopeSpans = [{ spans: [span, { ...span, spanId: new Uint8Array(3) }] }];
    const { partialSuccess } = await client.export({ resourceSpans: [{ scopeSpans }] });
    assert.equal(partialSuccess?.rejectedSpans, 1n);
  }
  assert.match(await started.read("/traces"), /work/);
});

for (const [what, body, headers, status] of [
  ["too long a body", "x".repeat(4 * 1024 * 1024 + 1), {}, 413],
  ["what unpacks to too much", new Uint8Array(gzipSync(Buffer.alloc(17 * 1024 * 1024))), GZIP, 413],
  ["what is no gzip", "{}", GZIP, 400],
  ["what is no JSON", "{", {}, 400],
  ["an id that is not in hex", JSON_SPANS.replace("eee19b7ec3c1b174", "xyz"), {}, 400],
  ["another encoding", "{}", { "content-encoding": "br" }, 415],
  ["another content type", "{}", { "content-type": "text/plain" }, 415],
] as const) {
  test(`observer refuses ${what} with ${status}`, async () => {
    await using started = await startObserver();
    const given = { "content-type": "application/json", ...headers };
    const response = await post(`${started.url}/v1/traces`, body, given);
    assert.equal(response.status, status);
  });
}

test("observer in one process keeps nothing until somebody opens a page", async () => {
  await using running = await startTogether([observer], {
    env: { SHOP: "test", LOG_LEVEL: "silent", PORT: "0" },
  });
  const url = `http://${running.instances[0]?.address}`;
  const type = { "content-type": "application/json" };
  assert.equal((await post(`${url}/v1/traces`, JSON_SPANS, type)).status, 200);
  assert.doesNotMatch(await (await fetch(`${url}/traces`)).text(), /GET \/shelf/);
  assert.equal((await post(`${url}/v1/traces`, JSON_SPANS, type)).status, 200);
  assert.match(await (await fetch(`${url}/traces`)).text(), /GET \/shelf/);
});

for (const env of [{}, { NODE_ENV: "production" }, { KUBERNETES_SERVICE_HOST: "10.0.0.1" }]) {
  test(`observer refuses pages to another site's name, not telemetry, with ${JSON.stringify(env)}`, async () => {
    await using started = await startObserver(env);
    const { port } = new URL(started.url);
    const status = async (method: string, path: string, more = {}) => {
      const headers = { host: "evil.example", "content-type": "application/json", ...more };
      const asked = Promise.withResolvers<number | undefined>();
      const host = "127.0.0.1";
      request({ host, port, method, path, headers }, (response) => {
        response.resume();
        asked.resolve(response.statusCode);
      }).end(method === "POST" ? "{}" : undefined);
      return asked.promise;
    };
    assert.equal(await status("GET", "/traces"), 421);
    assert.equal(await status("POST", "/v1/traces", { origin: "http://evil.example" }), 421);
    assert.equal(await status("POST", "/v1/traces"), 200, "what a program sends");
    assert.equal((await fetch(`${started.url}/traces`)).status, 200);
  });
}

test("observer refuses a form without its token, and one that another site sent", async () => {
  await using started = await startObserver();
  const url = `${started.url}/orders/x/refund`;
  assert.equal((await post(url, "token=guess", {})).status, 403);
  const token = "sec-fetch-site";
  assert.equal((await post(url, "token=guess", { [token]: "cross-site" })).status, 403);
});

test("observer unpacks what is sent to it while a call in gzip waits for its answer", async () => {
  await using observer = await startObserver();
  const post = (path: string, type: string, json: string) =>
    fetch(observer.url + path, {
      method: "POST",
      headers: { "content-type": type, ...GZIP },
      body: new Uint8Array(gzipSync(json)),
    });
  const order: string[] = [];
  const ended = (what: string) => (answer: Response) => void order.push(`${what} ${answer.status}`);
  // A trace that is not there is waited for, two seconds long.
  const call = post(
    "/hipstershop.observer.ObserverService/GetTrace",
    "application/json",
    JSON.stringify({ traceId: TRACE_ID }),
  ).then(ended("call"));
  // Each waits for room if the call is first, and is first itself otherwise.
  for (let sent = 0; sent < 2; sent++) {
    await post("/v1/logs", "application/json", "{}").then(ended("logs"));
  }
  await call;
  assert.deepEqual(order, ["logs 200", "logs 200", "call 404"]);
});
