import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { createMemoryRegistry, type Instance, type Registry } from "@hipstershop/registry";
import type { OpenTransport } from "@hipstershop/transport";
import { UnreachedError } from "@hipstershop/transport";
import { currentCallContext, runInCallContext } from "./call-context.ts";
import { createEndpointSet, type EndpointSet } from "./endpoint-set.ts";

const untried: ReadonlySet<never> = new Set();
const never = () => new Promise<never>(() => {});
const open: OpenTransport = () => ({ unary: never, stream: never, ping: never });

function instance(id: string): Instance {
  const service = "currencyservice";
  return { id, service, address: "127.0.0.1:1", version: "0.1.0", metadata: {} };
}

function refuse(set: EndpointSet, id: string) {
  for (;;) {
    const endpoint = set.pick(untried);
    if (endpoint?.instance.id !== id) continue;
    const cause = new UnreachedError("connection refused");
    endpoint.begin();
    endpoint.end(new ConnectError("refused", Code.Unavailable, undefined, undefined, cause));
    return;
  }
}

async function changed(set: EndpointSet) {
  set.pick(untried);
  await set.changed(performance.now() + 10_000);
}

test("endpoint set does not pick an ejected instance, unless all are ejected", async () => {
  await using registry = createMemoryRegistry();
  await registry.register(instance("one"));
  await registry.register(instance("two"));
  using set = createEndpointSet("currencyservice", { registry, open });
  await changed(set);
  refuse(set, "one");
  for (let i = 0; i < 20; i++) assert.equal(set.pick(untried)?.instance.id, "two");
  refuse(set, "two");
  const seen = new Set(Array.from({ length: 50 }, () => set.pick(untried)?.instance.id));
  assert.deepEqual([...seen].sort(), ["one", "two"]);
});

test("endpoint set prefers one that has answered after a failed try", async () => {
  await using registry = createMemoryRegistry();
  const confirmed: string[] = [];
  registry.confirm = ({ id }) => void confirmed.push(id);
  const ids = ["real", ...Array.from({ length: 20 }, (_, index) => `false-${index}`)];
  for (const id of ids) await registry.register(instance(id));
  using set = createEndpointSet("currencyservice", { registry, open });
  await changed(set);
  const picked = (id: string) => {
    for (;;) {
      const endpoint = set.pick(untried);
      if (endpoint?.instance.id === id) return endpoint;
    }
  };
  const real = picked("real");
  real.begin();
  real.end();
  assert.deepEqual(confirmed, ["real"]);
  const tried = new Set([picked("false-7")]);
  for (let count = 0; count < 20; count++) assert.equal(set.pick(tried), real);
  tried.add(real);
  assert.match(set.pick(tried)?.instance.id ?? "", /^false-/);
});

test("endpoint set watches from the first pick until it is disposed", async (t) => {
  await using registry = createMemoryRegistry();
  const watch = t.mock.method(registry, "watch");
  {
    using set = createEndpointSet("currencyservice", { registry, open });
    assert.equal(watch.mock.callCount(), 0);
    set.pick(untried);
    set.pick(untried);
    assert.equal(watch.mock.callCount(), 1);
  }
  assert.equal(watch.mock.calls[0]?.arguments[1]?.signal?.aborted, true);
});

test("endpoint set watches on behalf of no request, although a request made the first call", async () => {
  await using memory = createMemoryRegistry();
  const requests: unknown[] = [];
  const { promise: askedOn, resolve } = Promise.withResolvers<void>();
  const registry: Registry = {
    ...memory,
    async *watch(service, options) {
      requests.push(currentCallContext());
      yield { instances: [instance("one")] };
      requests.push(currentCallContext());
      resolve();
      yield* memory.watch(service, options);
    },
  };
  using set = createEndpointSet("currencyservice", { registry, open });
  runInCallContext({ requestId: "r" }, () => set.pick(untried));
  await askedOn;
  assert.deepEqual(requests, [undefined, undefined]);
});

test("endpoint set keeps its instances while the registry fails, and watches again", async (t) => {
  await using memory = createMemoryRegistry();
  await memory.register(instance("one"));
  let watches = 0;
  const registry: Registry = {
    ...memory,
    async *watch(service, options) {
      watches += 1;
      if (watches > 1) return yield* memory.watch(service, options);
      yield { instances: [instance("one")] };
      throw new Error("the registry is in trouble");
    },
  };
  using set = createEndpointSet("currencyservice", { registry, open });
  await changed(set);
  assert.equal(set.pick(untried)?.instance.id, "one");
  const two = await memory.register(instance("two"));
  await t.waitFor(() => assert.equal(set.resolution.instances, 2), { timeout: 20_000 });
  await two[Symbol.asyncDispose]();
});

test("endpoint set ends a wait when the time is over or the signal aborts", async () => {
  await using registry = createMemoryRegistry();
  using set = createEndpointSet("currencyservice", { registry, open });
  await changed(set);
  await set.changed(performance.now() + 5);
  const controller = new AbortController();
  const wait = set.changed(performance.now() + 60_000, controller.signal);
  controller.abort();
  await wait;
});

test("endpoint set expects an instance for five seconds after the last has gone or failed", async (t) => {
  const now = performance.now.bind(performance);
  let passedMs = 0;
  t.mock.method(performance, "now", () => now() + passedMs);
  await using registry = createMemoryRegistry();
  using set = createEndpointSet("currencyservice", { registry, open });
  const isExpected = () => set.expectedUntilMs > performance.now();
  assert.equal(set.expectedUntilMs, Number.POSITIVE_INFINITY, "no call has asked for it");
  await changed(set);
  assert(isExpected());
  passedMs += 6_000;
  assert(!isExpected());

  const one = await registry.register(instance("one"));
  await t.waitFor(() => assert.equal(set.expectedUntilMs, Number.POSITIVE_INFINITY));
  refuse(set, "one");
  assert(isExpected());
  passedMs += 3_000;
  // It leaves the registry three seconds after it failed. The five seconds count from its failure.
  await one[Symbol.asyncDispose]();
  await t.waitFor(() => assert.equal(set.resolution.instances, 0));
  assert(isExpected());
  passedMs += 3_000;
  assert(!isExpected());

  // One that answers while it is ejected counts as present.
  await registry.register(instance("two"));
  await t.waitFor(() => assert.equal(set.resolution.instances, 1));
  refuse(set, "two");
  passedMs += 6_000;
  assert(!isExpected());
  const two = set.pick(untried);
  two?.begin();
  two?.end();
  assert(isExpected());
});
