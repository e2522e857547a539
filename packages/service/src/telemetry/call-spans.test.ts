import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { type ReceivedSpan, startReceiver } from "@hipstershop/telemetry/testing";
import { trace } from "@opentelemetry/api";
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const ASKED = "hipstershop.CurrencyService/GetSupportedCurrencies";

/** A service whose ConvertAll asks itself by name, with a cache, and works under a span of its own. */
async function openCaller(t: TestContext, { cacheControl = "no-store" } = {}) {
  const receiver = await startReceiver();
  const registry = createMemoryRegistry();
  let held = Promise.resolve();
  let begun = 0;
  const definition = defineService({
    service: CurrencyService,
    create({ client }) {
      const currency = client(CurrencyService, { cache: true });
      return {
        async getSupportedCurrencies(_, { responseHeader }) {
          await held;
          responseHeader.set("cache-control", cacheControl);
          return {};
        },
        convert: () => ({}),
        convertAll: () =>
          trace.getTracer("a library").startActiveSpan("work", async (span) => {
            begun += 1;
            await currency.getSupportedCurrencies({});
            span.end();
            return {};
          }),
      };
    },
  });
  const running = await startService(definition, {
    registry,
    env: { SHOP: "test", OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    logTo: { write() {} },
  });
  t.after(async () => {
    await running[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });
  const baseUrl = `http://${running.instance.address}`;
  const client = createClient(CurrencyService, createGrpcTransport({ baseUrl }));
  const spans = (kind: ReceivedSpan["kind"], name: string) =>
    receiver.spans.filter((span) => span.kind === kind && span.name === name);
  // Spans are made once the receiver was found.
  await t.waitFor(async () => {
    await client.convert({});
    assert.notEqual(spans("server", "hipstershop.CurrencyService/Convert").length, 0);
  }, WAIT);
  return {
    registry,
    /** Has ConvertAll called, in a trace of its own. */
    call: () => client.convertAll({}),
    /** Lets no call that is asked for end before this is resolved. */
    hold: (until: Promise<void>) => {
      held = until;
    },
    /** How often ConvertAll has asked. */
    begun: () => begun,
    /** Resolves with the spans of so many calls of the caller, when they have come. */
    async calls(count: number): Promise<readonly ReceivedSpan[]> {
      await t.waitFor(() => assert.equal(spans("client", ASKED).length, count), WAIT);
      return spans("client", ASKED);
    },
    works: () => spans("internal", "work"),
    attempts: () => spans("internal", "attempt"),
    all: () => receiver.spans,
  };
}

test("a span that a handler makes by OpenTelemetry's API is within the RPC's, and calls are within it", async (t) => {
  const caller = await openCaller(t);
  await caller.call();
  const [asked] = await caller.calls(1);
  const work = await t.waitFor(() => caller.works()[0] ?? assert.fail("no span yet"), WAIT);
  assert.equal(asked?.parentId, work.spanId);
  const rpc = caller.all().find(({ spanId }) => spanId === work.parentId);
  assert.equal(rpc?.name, "hipstershop.CurrencyService/ConvertAll");
  assert.deepEqual(
    [work.service, work.traceId, rpc.traceId],
    ["currencyservice", rpc.traceId, asked.traceId],
  );
});

test("what a cache answers has no span, and who shares a call links to it", async (t) => {
  const caller = await openCaller(t, { cacheControl: "max-age=60" });
  const { promise, resolve } = Promise.withResolvers<void>();
  caller.hold(promise);
  const both = [caller.call(), caller.call()];
  await t.waitFor(() => assert.equal(caller.begun(), 2), WAIT);
  resolve();
  await Promise.all(both);
  await caller.call();
  await t.waitFor(() => assert.equal(caller.works().length, 3), WAIT);
  const [asked, ...more] = await caller.calls(1);
  assert.deepEqual(more, []);
  const linked = caller.works().filter(({ links }) => links.length > 0);
  const [first] = caller.works().filter(({ spanId }) => spanId === asked?.parentId);
  assert.deepEqual(
    linked.map(({ links }) => links),
    [[asked?.spanId]],
  );
  assert.notEqual(linked[0]?.spanId, first?.spanId);
});

test("a call that renews an answer in the background is a trace of its own with a link", async (t) => {
  const caller = await openCaller(t, { cacheControl: "max-age=0, stale-while-revalidate=60" });
  await caller.call();
  const [first] = await caller.calls(1);
  await caller.call();
  await t.waitFor(() => assert.equal(caller.works().length, 2), WAIT);
  const renewal = (await caller.calls(2)).find(({ spanId }) => spanId !== first?.spanId);
  const asking = caller.works().find(({ spanId }) => spanId !== first?.parentId);
  assert.deepEqual([renewal?.parentId, renewal?.links], ["", [asking?.spanId]]);
  assert.notEqual(renewal?.traceId, asking?.traceId);
});

test("each attempt has a span when a call took more than one, and none has one else", async (t) => {
  const caller = await openCaller(t);
  await caller.call();
  await caller.calls(1);
  // Nobody listens there.
  const metadata = {};
  const gone = { id: "gone", service: "currencyservice", address: "127.0.0.1:1", version: "" };
  assert.deepEqual(caller.attempts(), []);
  await using registered = await caller.registry.register({ ...gone, metadata });
  await t.waitFor(async () => {
    await caller.call();
    assert.notEqual(caller.attempts().length, 0);
  }, WAIT);
  const [attempt] = caller.attempts();
  const attempts = caller.attempts().filter(({ parentId }) => parentId === attempt?.parentId);
  assert.deepEqual(
    attempts.map(({ attributes }) => [
      attributes["rpc.attempt"],
      attributes["hipstershop.instance"] === registered.instance.id,
      attributes["error.type"],
    ]),
    [
      [1, true, "unavailable"],
      [2, false, undefined],
    ],
  );
  const call = caller.all().find(({ spanId }) => spanId === attempt?.parentId);
  assert.deepEqual([call?.name, call?.failed], [ASKED, false]);
});
