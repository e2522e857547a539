import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { createMemoryRegistry } from "@hipstershop/registry";
import { stockPath as path } from "@hipstershop/transport/testing";
import { runInCallContext } from "./call-context.ts";
import { createClients } from "./clients.ts";
import { serveInstance } from "./testing/serve-instance.ts";

test("a stream by name yields all messages and passes the request id on", async () => {
  await using registry = createMemoryRegistry();
  let requestId: string | null = null;
  const implementation = {
    async *watch(_request: unknown, { requestHeader }: { requestHeader: Headers }) {
      requestId = requestHeader.get("x-request-id");
      yield { status: Status.SERVING };
      yield { status: Status.NOT_SERVING };
    },
  };
  await using _one = await serveInstance(Health, implementation, { registry, path });
  await using clients = createClients({ registry, open: path.open });
  const seen: Status[] = [];
  await runInCallContext({ requestId: "abc" }, async () => {
    for await (const { status } of clients.client(Health).watch({})) seen.push(status);
  });
  assert.deepEqual(seen, [Status.SERVING, Status.NOT_SERVING]);
  assert.equal(requestId, "abc");
});

test("a stream by name has no deadline of its own, and ends when canceled", async () => {
  await using registry = createMemoryRegistry();
  const ended = Promise.withResolvers<void>();
  const implementation = {
    async *watch(_request: unknown, { signal }: { signal: AbortSignal }) {
      signal.addEventListener("abort", () => ended.resolve());
      yield { status: Status.SERVING };
      await ended.promise;
    },
  };
  await using _one = await serveInstance(Health, implementation, { registry, path });
  await using clients = createClients({ registry, open: path.open });
  const gone = new AbortController();
  const client = clients.client(Health, { timeoutMs: 1, waitMs: 5_000 });
  const stream = client.watch({}, { signal: gone.signal })[Symbol.asyncIterator]();
  assert.equal((await stream.next()).value?.status, Status.SERVING);
  const next = stream.next();
  gone.abort();
  await assert.rejects(next, { code: Code.Canceled });
  await ended.promise;
});

test("a stream by name fails like a call when there is no instance", async () => {
  await using registry = createMemoryRegistry();
  await using clients = createClients({ registry });
  const stream = clients.client(Health, { waitMs: 10 }).watch({});
  await assert.rejects(stream[Symbol.asyncIterator]().next(), {
    code: Code.Unavailable,
    rawMessage: 'no instance of "health" found by memory',
  });
});

test("a stream by name is opened on another instance where nobody listens at the first", async () => {
  await using registry = createMemoryRegistry();
  let opened = 0;
  const implementation = {
    async *watch() {
      opened += 1;
      yield { status: Status.SERVING };
    },
  };
  await using dead = await serveInstance(Health, implementation, { registry, path, id: "dead" });
  await using _well = await serveInstance(Health, implementation, { registry, path, id: "well" });
  dead.kill();
  for (let i = 1; i <= 10; i++) {
    // A client that knows of no failure yet picks either.
    await using clients = createClients({ registry, open: path.open });
    const seen: Status[] = [];
    for await (const { status } of clients.client(Health).watch({})) seen.push(status);
    assert.deepEqual(seen, [Status.SERVING]);
    assert.equal(opened, i);
  }
});
