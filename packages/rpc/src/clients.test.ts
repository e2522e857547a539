import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import {
  type CurrencyConversionRequest,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { type CallRecord, runInCallContext } from "./call-context.ts";
import { createClients } from "./clients.ts";
import { serveInstance } from "./testing/serve-instance.ts";

type Convert = (request: CurrencyConversionRequest, context: HandlerContext) => unknown;

/** Routes whose Convert answers with the name of the instance, or does as it is told. */
function currency(id: string, convert?: Convert) {
  return (router: ConnectRouter) => {
    router.service(CurrencyService, {
      async convert(request, context) {
        await convert?.(request, context);
        return create(MoneySchema, { currencyCode: id });
      },
    });
  };
}

test("client calls an instance that it finds by name", async () => {
  await using registry = createMemoryRegistry();
  await using _one = await serveInstance(registry, "currencyservice-1", currency("one"));
  await using clients = createClients({ registry });
  const answer = await clients.client(CurrencyService).convert({ toCode: "EUR" });
  assert.equal(answer.currencyCode, "one");
});

test("client waits for a first instance when there is none yet", async () => {
  await using registry = createMemoryRegistry();
  await using clients = createClients({ registry });
  const answer = clients.client(CurrencyService).convert({ toCode: "EUR" });
  await using _one = await serveInstance(registry, "currencyservice-1", currency("late"));
  assert.equal((await answer).currencyCode, "late");
});

test("client fails with a clear message when no instance appears in time", async () => {
  await using registry = createMemoryRegistry();
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService, { waitMs: 20 });
  await assert.rejects(client.convert({}), {
    code: Code.Unavailable,
    rawMessage: 'no instance of "currencyservice" found by memory',
  });
});

test("client spreads calls over all instances, also those that come later", async (t) => {
  await using registry = createMemoryRegistry();
  await using _one = await serveInstance(registry, "currencyservice-1", currency("one"));
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService);
  await client.convert({});
  await using _two = await serveInstance(registry, "currencyservice-2", currency("two"));
  const seen = new Set<string>();
  await t.waitFor(async () => {
    seen.add((await client.convert({})).currencyCode);
    assert.deepEqual([...seen].sort(), ["one", "two"]);
  });
});

test("client leaves an instance when it has gone, and lets its calls end", async (t) => {
  await using registry = createMemoryRegistry();
  const release = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  await using one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", () => {
      began.resolve();
      return release.promise;
    }),
  );
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService);
  const slow = client.convert({});
  await began.promise;
  await one.withdraw();
  await using _two = await serveInstance(registry, "currencyservice-2", currency("two"));
  await t.waitFor(async () => {
    assert.equal((await client.convert({}, { timeoutMs: 1_000 })).currencyCode, "two");
  });
  release.resolve();
  assert.equal((await slow).currencyCode, "one");
});

test("client ends a call at its deadline and passes it on", async () => {
  await using registry = createMemoryRegistry();
  let left: number | undefined;
  await using _one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", (_request, context) => {
      left = context.timeoutMs();
      return new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    }),
  );
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService, { timeoutMs: 300 });
  await assert.rejects(client.convert({}), { code: Code.DeadlineExceeded });
  assert.ok(left !== undefined && left > 0 && left <= 300, `the server was given ${left} ms`);
});

test("client never outlasts the deadline of the request that it works for", async () => {
  await using registry = createMemoryRegistry();
  let left: number | undefined;
  await using _one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", (_request, context) => {
      left = context.timeoutMs();
    }),
  );
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService);
  const deadlineMs = Date.now() + 2_000;
  await runInCallContext({ requestId: "r", deadlineMs }, () => client.convert({}));
  assert.ok(left !== undefined && left <= 2_000, `the server was given ${left} ms`);
  const past = { requestId: "r", deadlineMs: Date.now() - 1 };
  await assert.rejects(
    runInCallContext(past, () => client.convert({})),
    { code: Code.DeadlineExceeded },
  );
});

test("client cancels its calls when the request that it works for goes away", async () => {
  await using registry = createMemoryRegistry();
  const aborted = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  await using _one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", (_request, context) => {
      context.signal.addEventListener("abort", () => aborted.resolve());
      began.resolve();
      return aborted.promise;
    }),
  );
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService);
  const gone = new AbortController();
  const call = runInCallContext({ requestId: "r", signal: gone.signal }, () => client.convert({}));
  await began.promise;
  gone.abort();
  await assert.rejects(call, { code: Code.Canceled });
  await aborted.promise;
});

test("client passes the request id on and reports the call", async () => {
  await using registry = createMemoryRegistry();
  let requestId: string | null = null;
  await using one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", (_request, context) => {
      requestId = context.requestHeader.get("x-request-id");
    }),
  );
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService);
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

test("client reports the code of a call that failed", async () => {
  await using registry = createMemoryRegistry();
  await using _one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", () => {
      throw new ConnectError("unsupported currency: XXX", Code.InvalidArgument);
    }),
  );
  await using clients = createClients({ registry });
  const records: CallRecord[] = [];
  const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
  const call = runInCallContext(context, () => clients.client(CurrencyService).convert({}));
  await assert.rejects(call, {
    code: Code.InvalidArgument,
    rawMessage: "unsupported currency: XXX",
  });
  assert.equal(records[0]?.error, "invalid_argument");
});

test("client retries a method without side effects on another instance", async () => {
  await using registry = createMemoryRegistry();
  const fail = () => {
    throw new ConnectError("out of order", Code.Unavailable);
  };
  await using _one = await serveInstance(registry, "currencyservice-1", currency("one", fail));
  await using _two = await serveInstance(registry, "currencyservice-2", currency("two"));
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService);
  for (let i = 0; i < 20; i++) assert.equal((await client.convert({})).currencyCode, "two");
});

test("client does not repeat a call that may have changed something", async () => {
  await using registry = createMemoryRegistry();
  let calls = 0;
  const routes = (router: ConnectRouter) => {
    router.service(CartService, {
      addItem() {
        calls += 1;
        throw new ConnectError("out of order", Code.Unavailable);
      },
    });
  };
  await using _one = await serveInstance(registry, "cartservice-1", routes);
  await using _two = await serveInstance(registry, "cartservice-2", routes);
  await using clients = createClients({ registry });
  await assert.rejects(clients.client(CartService).addItem({}), { code: Code.Unavailable });
  assert.equal(calls, 1);
});

test("client sends a call that was refused to another instance, whatever it does", async () => {
  await using registry = createMemoryRegistry();
  const reconfirmed: string[] = [];
  registry.reconfirm = (instance) => void reconfirmed.push(instance.id);
  const routes = (router: ConnectRouter) => {
    router.service(CartService, { addItem: () => ({}) });
  };
  await using dead = await serveInstance(registry, "cartservice-1", routes);
  await using _two = await serveInstance(registry, "cartservice-2", routes);
  dead.kill();
  await using clients = createClients({ registry });
  const client = clients.client(CartService);
  for (let i = 0; i < 20; i++) await client.addItem({});
  assert.deepEqual(new Set(reconfirmed), new Set(["cartservice-1"]));
});

test("client fails with what happened when the only instance refuses", async () => {
  await using registry = createMemoryRegistry();
  await using dead = await serveInstance(registry, "currencyservice-1", currency("one"));
  dead.kill();
  await using clients = createClients({ registry });
  const client = clients.client(CurrencyService, { waitMs: 50 });
  await assert.rejects(client.convert({}), {
    code: Code.Unavailable,
    rawMessage: `cannot reach currencyservice-1 at ${dead.instance.address}`,
  });
});

test("client reports a lost connection as unavailable", async () => {
  await using registry = createMemoryRegistry();
  const began = Promise.withResolvers<void>();
  await using one = await serveInstance(
    registry,
    "currencyservice-1",
    currency("one", (_request, context) => {
      began.resolve();
      return new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    }),
  );
  await using clients = createClients({ registry });
  const call = clients.client(CurrencyService).convert({});
  await began.promise;
  one.kill();
  await assert.rejects(call, {
    code: Code.Unavailable,
    rawMessage: `lost the connection to currencyservice-1 at ${one.instance.address}`,
  });
});
