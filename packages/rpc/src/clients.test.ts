import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import {
  type CurrencyConversionRequest,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { type CallRecord, runInCallContext } from "./call-context.ts";
import { createClients } from "./clients.ts";
import { fastPath, type Path, stockPath } from "./testing/paths.ts";
import { serveInstance } from "./testing/serve-instance.ts";

type Convert = (request: CurrencyConversionRequest, context: HandlerContext) => unknown;

/** A registry, clients and servers that find one another. */
function createShop({ open, ...path }: Path) {
  const registry = createMemoryRegistry();
  const clients = createClients({ registry, open });
  const servers = { registry, path: { open, ...path } };
  return {
    registry,
    clients,
    /** Serves a CurrencyService whose Convert answers with its id, or does as it is told. */
    currency(id: string, convert?: Convert) {
      const implementation = {
        async convert(request: CurrencyConversionRequest, context: HandlerContext) {
          await convert?.(request, context);
          return { currencyCode: id };
        },
      };
      return serveInstance(CurrencyService, implementation, { ...servers, id });
    },
    cart(id: string, implementation: Partial<ServiceImpl<typeof CartService>>) {
      return serveInstance(CartService, implementation, { ...servers, id });
    },
    async [Symbol.asyncDispose]() {
      await clients[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, () => {
    test("calls an instance that it finds by name", async () => {
      await using shop = createShop(path);
      await using _one = await shop.currency("one");
      const answer = await shop.clients.client(CurrencyService).convert({ toCode: "EUR" });
      assert.equal(answer.currencyCode, "one");
    });

    test("waits for a first instance when there is none yet", async () => {
      await using shop = createShop(path);
      const answer = shop.clients.client(CurrencyService).convert({ toCode: "EUR" });
      await using _one = await shop.currency("late");
      assert.equal((await answer).currencyCode, "late");
    });

    test("fails with a clear message when no instance appears in time", async () => {
      await using shop = createShop(path);
      const client = shop.clients.client(CurrencyService, { waitMs: 20 });
      await assert.rejects(client.convert({}), {
        code: Code.Unavailable,
        rawMessage: 'no instance of "currencyservice" found by memory',
      });
    });

    test("waits for a service that restarts, and not for one that has long been away", async (t) => {
      await using shop = createShop(path);
      const now = performance.now.bind(performance);
      let passedMs = 0;
      t.mock.method(performance, "now", () => now() + passedMs);
      const calls: CallRecord[] = [];
      const context = { requestId: "abc", onCall: (call: CallRecord) => void calls.push(call) };
      const dispensable = shop.clients.client(CurrencyService, {
        waitMs: 60_000,
        timeoutMs: 120_000,
      });
      const convert = () => runInCallContext(context, () => dispensable.convert({}));
      // Nobody has looked for it before this.
      passedMs = 6_000;
      const first = convert();
      {
        await using _one = await shop.currency("one");
        assert.equal((await first).currencyCode, "one");
      }
      const second = convert();
      {
        await using _two = await shop.currency("two");
        assert.equal((await second).currencyCode, "two");
      }
      const hasty = shop.clients.client(CurrencyService, { waitMs: 10 });
      const knownToBeGone = async () => {
        await assert.rejects(runInCallContext(context, () => hasty.convert({})));
        assert.equal(calls.at(-1)?.resolution?.instances, 0);
      };
      await t.waitFor(knownToBeGone, { interval: 10, timeout: 20_000 });
      passedMs += 6_000;
      await assert.rejects(convert(), { code: Code.Unavailable });
      assert.ok(Number(calls.at(-1)?.durationMs) < 60_000, "it was waited for");
      const needed = shop.clients.client(CurrencyService, { timeoutMs: 60_000 }).convert({});
      await using _three = await shop.currency("three");
      assert.equal((await needed).currencyCode, "three");
      assert.equal((await convert()).currencyCode, "three");
    });

    test("spreads calls over all instances, also those that come later", async (t) => {
      await using shop = createShop(path);
      await using _one = await shop.currency("one");
      const client = shop.clients.client(CurrencyService);
      await client.convert({});
      await using _two = await shop.currency("two");
      const seen = new Set<string>();
      await t.waitFor(
        async () => {
          seen.add((await client.convert({})).currencyCode);
          assert.deepEqual([...seen].sort(), ["one", "two"]);
        },
        { interval: 10, timeout: 20_000 },
      );
    });

    test("leaves an instance when it has gone, and lets its calls end", async (t) => {
      await using shop = createShop(path);
      const release = Promise.withResolvers<void>();
      const began = Promise.withResolvers<void>();
      await using one = await shop.currency("one", () => {
        began.resolve();
        return release.promise;
      });
      const client = shop.clients.client(CurrencyService);
      const slow = client.convert({});
      await began.promise;
      await one.withdraw();
      await using _two = await shop.currency("two");
      const atTwo = async () => {
        assert.equal((await client.convert({}, { timeoutMs: 1_000 })).currencyCode, "two");
      };
      await t.waitFor(atTwo, { interval: 10, timeout: 20_000 });
      release.resolve();
      assert.equal((await slow).currencyCode, "one");
    });

    test("ends a call at its deadline and passes it on", async () => {
      await using shop = createShop(path);
      let left: number | undefined;
      await using _one = await shop.currency("one", (request, context) => {
        left = context.timeoutMs();
        if (request.toCode !== "SLOW") return;
        return new Promise((resolve) => context.signal.addEventListener("abort", resolve));
      });
      await shop.clients.client(CurrencyService, { timeoutMs: 60_000 }).convert({});
      assert.ok(
        left !== undefined && left > 5_000 && left <= 60_000,
        `the server was given ${left} ms`,
      );
      const hasty = shop.clients.client(CurrencyService, { timeoutMs: 50 });
      await assert.rejects(hasty.convert({ toCode: "SLOW" }), { code: Code.DeadlineExceeded });
    });

    test("never outlasts the deadline of the request that it works for", async () => {
      await using shop = createShop(path);
      let left: number | undefined;
      await using _one = await shop.currency("one", (_request, context) => {
        left = context.timeoutMs();
      });
      const client = shop.clients.client(CurrencyService, { timeoutMs: 60_000 });
      const deadlineMs = Date.now() + 30_000;
      await runInCallContext({ requestId: "r", deadlineMs }, () => client.convert({}));
      assert.ok(left !== undefined && left <= 30_000, `the server was given ${left} ms`);
      const past = { requestId: "r", deadlineMs: Date.now() - 1 };
      await assert.rejects(
        runInCallContext(past, () => client.convert({})),
        { code: Code.DeadlineExceeded },
      );
    });

    test("cancels its calls when the request that it works for goes away", async () => {
      await using shop = createShop(path);
      const aborted = Promise.withResolvers<void>();
      const began = Promise.withResolvers<void>();
      await using _one = await shop.currency("one", (_request, context) => {
        context.signal.addEventListener("abort", () => aborted.resolve());
        began.resolve();
        return aborted.promise;
      });
      const client = shop.clients.client(CurrencyService);
      const gone = new AbortController();
      const call = runInCallContext({ requestId: "r", signal: gone.signal }, () =>
        client.convert({}),
      );
      await began.promise;
      gone.abort();
      await assert.rejects(call, { code: Code.Canceled });
      await aborted.promise;
    });

    test("passes the request id on and reports the call", async () => {
      await using shop = createShop(path);
      let requestId: string | null = null;
      await using one = await shop.currency("one", (_request, context) => {
        requestId = context.requestHeader.get("x-request-id");
      });
      const client = shop.clients.client(CurrencyService);
      const records: CallRecord[] = [];
      const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
      await runInCallContext(context, () => client.convert({}));
      assert.equal(requestId, "abc");
      const [record] = records;
      assert.equal(record?.service, "currencyservice");
      assert.equal(record?.method, "Convert");
      assert.deepEqual(record?.instance, one.instance);
      assert.equal(record?.attempts, 1);
      assert.equal(record?.cache, "none");
      assert.equal(record?.resolution?.registry, "memory");
      assert.equal(record?.resolution?.instances, 1);
      assert.equal(record?.error, undefined);
    });

    test("reports the code of a call that failed", async () => {
      await using shop = createShop(path);
      await using _one = await shop.currency("one", () => {
        throw new ConnectError("unsupported currency: XYZ", Code.InvalidArgument);
      });
      const records: CallRecord[] = [];
      const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
      const call = runInCallContext(context, () =>
        shop.clients.client(CurrencyService).convert({}),
      );
      await assert.rejects(call, {
        code: Code.InvalidArgument,
        rawMessage: "unsupported currency: XYZ",
      });
      assert.equal(records[0]?.error, "invalid_argument");
    });

    test("retries a method without side effects on another instance", async () => {
      await using shop = createShop(path);
      const fail = () => {
        throw new ConnectError("out of order", Code.Unavailable);
      };
      await using _one = await shop.currency("one", fail);
      await using _two = await shop.currency("two");
      const client = shop.clients.client(CurrencyService);
      for (let i = 0; i < 20; i++) assert.equal((await client.convert({})).currencyCode, "two");
    });

    test("does not repeat a call that may have changed something", async () => {
      await using shop = createShop(path);
      let calls = 0;
      const addItem = () => {
        calls += 1;
        throw new ConnectError("out of order", Code.Unavailable);
      };
      await using _one = await shop.cart("1", { addItem });
      await using _two = await shop.cart("2", { addItem });
      await assert.rejects(shop.clients.client(CartService).addItem({}), {
        code: Code.Unavailable,
      });
      assert.equal(calls, 1);
    });

    test("sends a call that was refused to another instance, whatever it does", async () => {
      await using shop = createShop(path);
      const reconfirmed = new Set<string>();
      shop.registry.reconfirm = (instance) => void reconfirmed.add(instance.id);
      const addItem = () => ({});
      await using dead = await shop.cart("1", { addItem });
      await using _two = await shop.cart("2", { addItem });
      dead.kill();
      const client = shop.clients.client(CartService);
      for (let i = 0; i < 20; i++) await client.addItem({});
      assert.deepEqual([...reconfirmed], ["cartservice-1"]);
    });

    test("fails with what happened when the only instance refuses", async () => {
      await using shop = createShop(path);
      await using dead = await shop.currency("one");
      dead.kill();
      const client = shop.clients.client(CurrencyService, { waitMs: 50 });
      await assert.rejects(client.convert({}), {
        code: Code.Unavailable,
        rawMessage: `cannot reach currencyservice-one at ${dead.instance.address}`,
      });
    });

    test("reports a lost connection as unavailable", async () => {
      await using shop = createShop(path);
      const began = Promise.withResolvers<void>();
      await using one = await shop.currency("one", (_request, context) => {
        began.resolve();
        return new Promise((resolve) => context.signal.addEventListener("abort", resolve));
      });
      const call = shop.clients.client(CurrencyService).convert({});
      await began.promise;
      one.kill();
      await assert.rejects(call, {
        code: Code.Unavailable,
        rawMessage: `lost the connection to currencyservice-one at ${one.instance.address}`,
      });
    });

    test("keeps answers where it is asked to, and uses them when the service is down", async () => {
      await using shop = createShop(path);
      let calls = 0;
      await using one = await shop.currency("one", (_request, context) => {
        calls += 1;
        context.responseHeader.set("cache-control", "max-age=0, stale-if-error=60");
      });
      const client = shop.clients.client(CurrencyService, { cache: true });
      await client.convert({ toCode: "EUR" });
      await client.convert({ toCode: "EUR" });
      assert.equal(calls, 2);
      one.kill();
      const records: CallRecord[] = [];
      let age: string | null = null;
      const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
      const answer = await runInCallContext(context, () =>
        client.convert({ toCode: "EUR" }, { onHeader: (header) => (age = header.get("age")) }),
      );
      assert.equal(answer.currencyCode, "one");
      assert.equal(age, "0");
      assert.equal(records[0]?.cache, "stale");
      assert.equal(shop.clients.cacheStatus().stale, 1);
      const other = shop.clients.client(CurrencyService, { waitMs: 10 });
      await assert.rejects(other.convert({ toCode: "EUR" }), { code: Code.Unavailable });
    });

    test("shares an answer that is fresh with all clients that keep answers", async () => {
      await using shop = createShop(path);
      let calls = 0;
      await using _one = await shop.currency("one", (_request, context) => {
        calls += 1;
        context.responseHeader.set("cache-control", "max-age=60");
      });
      const clients = [1, 2].map(() => shop.clients.client(CurrencyService, { cache: true }));
      for (const client of clients) await client.convert({ toCode: "EUR" });
      assert.equal(calls, 1);
      await shop.clients.client(CurrencyService).convert({ toCode: "EUR" });
      assert.equal(calls, 2);
      const { hit, miss, answers } = shop.clients.cacheStatus();
      assert.deepEqual({ hit, miss, answers }, { hit: 1, miss: 1, answers: 1 });
    });
  });
}
