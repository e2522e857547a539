import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { EmptySchema, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import type { Call } from "../call.ts";
import { createAnswerStore } from "./answer-store.ts";
import { withCache } from "./with-cache.ts";

const { convert } = CurrencyService.method;

const instance = { id: "1", service: "currencyservice", address: "", version: "", metadata: {} };

/** A cache over a server that answers with the number of its call, or fails with `failure`. */
function cached(cacheControl: string | undefined = "max-age=5") {
  const server = {
    calls: [] as Call[],
    failure: undefined as Code | undefined,
    hold: undefined as Promise<void> | undefined,
    reached: true,
  };
  const clock = { now: 0 };
  const store = createAnswerStore(() => clock.now);
  const invoke = withCache(async (call): Promise<UnaryResponse> => {
    server.calls.push(call);
    call.progress.attempts += 1;
    if (server.reached) call.progress.instance = instance;
    const currencyCode = String(server.calls.length);
    await server.hold;
    if (server.failure !== undefined) throw new ConnectError("broken", server.failure);
    return {
      stream: false,
      service: call.method.parent,
      method: call.method,
      header: new Headers(cacheControl === undefined ? {} : { "cache-control": cacheControl }),
      trailer: new Headers(),
      message:
        call.method === convert ? create(MoneySchema, { currencyCode }) : create(EmptySchema),
    };
  }, store);
  async function ask(options: Partial<Call> = {}) {
    const call = request(options);
    const answer = await invoke(call);
    return { text: (answer.message as { currencyCode?: string }).currencyCode, answer, call };
  }
  return { server, clock, invoke, ask };
}

function request(options: Partial<Call> = {}): Call {
  return {
    service: "currencyservice",
    method: convert,
    input: { toCode: "EUR" },
    header: {},
    deadlineMs: performance.now() + 60_000,
    waitUntilMs: performance.now() + 60_000,
    progress: { attempts: 0, cache: "none" },
    ...options,
  };
}

test("cache uses a fresh answer, and records that", async () => {
  const { clock, ask } = cached();
  const first = await ask();
  assert.equal(first.text, "1");
  assert.equal(first.call.progress.cache, "miss");
  assert.equal(first.call.progress.attempts, 1);
  clock.now = 5_000;
  const second = await ask();
  assert.equal(second.text, "1");
  assert.equal(second.answer.header.get("age"), "5");
  assert.deepEqual(second.call.progress, { attempts: 0, cache: "hit" });
  clock.now = 5_001;
  const third = await ask();
  assert.deepEqual([third.text, third.call.progress.cache], ["2", "miss"]);
});

test("cache compares requests by their canonical bytes", async () => {
  const { ask } = cached();
  await ask({ input: { toCode: "EUR", from: { units: 1n, currencyCode: "USD" } } });
  const same = await ask({ input: { from: { currencyCode: "USD", units: 1n }, toCode: "EUR" } });
  assert.equal(same.text, "1");
  assert.equal((await ask({ input: { toCode: "USD" } })).text, "2");
});

test("cache neither keeps nor shares an answer that does not allow it", async () => {
  const { ask } = cached("no-store");
  const both = await Promise.all([ask(), ask()]);
  assert.deepEqual(
    both.map(({ text }) => text),
    ["1", "2"],
  );
  assert.equal((await ask()).text, "3");
});

test("cache passes on calls that may change something", async () => {
  const { server, ask } = cached();
  await ask({ method: CartService.method.addItem, input: {} });
  await ask({ method: CartService.method.addItem, input: {} });
  assert.equal(server.calls.length, 2);
});

test("cache uses a stale answer while it fetches a new one", async (t) => {
  const { clock, server, ask } = cached("max-age=5, stale-while-revalidate=10");
  await ask();
  clock.now = 15_000;
  const stale = await ask();
  assert.equal(stale.text, "1");
  assert.equal(stale.call.progress.cache, "stale");
  const renewed = async () => assert.equal((await ask()).text, "2");
  await t.waitFor(renewed, { interval: 10, timeout: 20_000 });
  assert.equal(server.calls.length, 2);
});

test("cache waits for a new answer when the old one is too old", async () => {
  const { clock, ask } = cached("max-age=5, stale-while-revalidate=10");
  await ask();
  clock.now = 15_001;
  assert.equal((await ask()).text, "2");
});

test("cache uses a stale answer when the service is down, as long as allowed", async () => {
  const { clock, server, ask } = cached("max-age=5, stale-if-error=60");
  await ask();
  server.failure = Code.Unavailable;
  clock.now = 65_000;
  const stale = await ask();
  assert.equal(stale.text, "1");
  assert.equal(stale.call.progress.cache, "stale");
  assert.equal(stale.call.progress.instance, undefined, "the cache answered, not the instance");
  assert.equal(stale.answer.header.get("age"), "65");
  assert.equal(server.calls[1]?.waitUntilMs, 0);
  clock.now = 65_001;
  await assert.rejects(ask(), { code: Code.Unavailable });
});

test("cache does not hide an error that is not an outage", async () => {
  const { clock, server, ask } = cached("max-age=5, stale-if-error=60");
  await ask();
  server.failure = Code.InvalidArgument;
  clock.now = 6_000;
  await assert.rejects(ask(), { code: Code.InvalidArgument });
  await assert.rejects(ask(), { code: Code.InvalidArgument });
});

test("cache does not wait again for a service that has just failed", async (t) => {
  const { clock, server, ask } = cached("max-age=5, stale-if-error=60");
  await ask();
  server.failure = Code.Unavailable;
  clock.now = 6_000;
  await ask();
  const held = Promise.withResolvers<void>();
  server.hold = held.promise;
  assert.equal((await ask()).text, "1");
  server.failure = undefined;
  held.resolve();
  const renewed = async () => assert.equal((await ask()).text, "3");
  await t.waitFor(renewed, { interval: 10, timeout: 20_000 });
});

test("cache makes one call for all who ask at once, and no one can change what they share", async () => {
  const { server, ask } = cached();
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask()));
  assert.equal(server.calls.length, 1);
  for (const { answer } of answers) {
    assert.throws(() => Object.assign(answer.message, { currencyCode: "changed" }), TypeError);
  }
  const how = answers.map(({ call }) => call.progress.cache);
  assert.deepEqual(how, ["miss", ...Array(9).fill("shared")]);
});

test("cache lets a caller leave a shared call without ending it for the others", async () => {
  const { server, ask } = cached();
  const held = Promise.withResolvers<void>();
  server.hold = held.promise;
  server.reached = false;
  const gone = new AbortController();
  const first = ask({ signal: gone.signal });
  const second = ask();
  const third = ask({ signal: gone.signal });
  const hasty = ask({ deadlineMs: performance.now() + 10 });
  gone.abort();
  await assert.rejects(first, { code: Code.Canceled });
  await assert.rejects(third, { code: Code.Canceled });
  await assert.rejects(hasty, { code: Code.DeadlineExceeded });
  held.resolve();
  assert.equal((await second).text, "1");
  assert.equal(server.calls.length, 1);
  assert.equal(server.calls[0]?.signal, undefined);
});

test("cache makes another call for callers that can wait longer than the first", async () => {
  const { server, ask } = cached();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  server.hold = first.promise;
  server.failure = Code.Unavailable;
  server.reached = false;
  const hasty = ask({ waitUntilMs: performance.now() });
  const patient = [ask(), ask()];
  first.resolve();
  server.hold = second.promise;
  await assert.rejects(hasty, { code: Code.Unavailable });
  server.failure = undefined;
  second.resolve();
  const answers = await Promise.all(patient);
  assert.deepEqual(
    answers.map(({ text, call }) => [text, call.progress.cache]),
    [
      ["2", "miss"],
      ["2", "shared"],
    ],
  );
});

test("cache tells all who share a call that it failed", async () => {
  const { server, ask } = cached();
  server.failure = Code.Unavailable;
  const outcomes = await Promise.allSettled([ask(), ask(), ask()]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["rejected", "rejected", "rejected"],
  );
  assert.equal(server.calls.length, 1);
});
