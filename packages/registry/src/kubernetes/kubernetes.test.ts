import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { eventually } from "../contract/eventually.ts";
import { announcementContract, discoveryContract } from "../contract/index.ts";
import { nextWhere } from "../contract/next-where.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import type { RegistryEvent } from "../events/registry-event.ts";
import { registryEvents } from "../events/registry-events.ts";
import { startFakeApiServer } from "./testing/fake-api-server.ts";
import { openPod } from "./testing/open-pod.ts";
import { sliceOf } from "./testing/slice-of.ts";

discoveryContract(
  "kubernetes",
  async (instances) => {
    const api = await startFakeApiServer();
    for (const instance of instances) api.put(sliceOf(instance));
    const { registry } = openPod(api, "reader");
    return {
      registry,
      async publish(instance) {
        api.put(sliceOf(instance));
        return { [Symbol.asyncDispose]: async () => api.remove(instance.id) };
      },
      async fail() {
        api.fail(1_000, { status: 503 });
        api.endWatches("closed");
        return {
          async [Symbol.asyncDispose]() {
            api.mend();
            const watches = async () => api.watches;
            await eventually(watches, (count) => count > 0);
            api.bookmark();
          },
        };
      },
      async [Symbol.asyncDispose]() {
        await registry[Symbol.asyncDispose]();
        await api[Symbol.asyncDispose]();
      },
    };
  },
  { metadata: "An EndpointSlice has no place for a pod's own metadata" },
);

announcementContract(
  "kubernetes",
  async () => {
    const api = await startFakeApiServer();
    const { registry: announcer } = openPod(api, "pod-1");
    const { registry: observer } = openPod(api, "pod-2");
    return {
      announcer,
      observer,
      async [Symbol.asyncDispose]() {
        await announcer[Symbol.asyncDispose]();
        await observer[Symbol.asyncDispose]();
        await api[Symbol.asyncDispose]();
      },
    };
  },
  {
    content: "The pod's name is the id, the Service's label the version; metadata has no place",
    several: "A pod is ready or it is not, so it announces one instance",
    conflict: "Kubernetes gives no two pods of a namespace the same name",
  },
);

test("createKubernetesRegistry opens one watch when many names are looked up", async () => {
  await using api = await startFakeApiServer();
  const { registry } = openPod(api, "reader");
  await using _closing = registry;
  const watches = Array.from({ length: 50 }, (_, index) => registry.watch(`service-${index}`));
  await Promise.all(watches.map((watch) => nextWhere(watch, (set) => set.length === 0)));
  await registry.listServices();
  assert.equal(api.requests.filter((path) => path.includes("watch=true")).length <= 1, true);
  assert.equal(api.requests.filter((path) => !path.includes("watch=true")).length, 1);
});

test("createKubernetesRegistry asks for nothing when it only registers", async () => {
  await using api = await startFakeApiServer();
  const { registry } = openPod(api, "writer");
  await using _closing = registry;
  await using _registration = await registry.register(createInstance("cartservice"));
  assert.deepEqual(api.requests, []);
});

test("register makes the pod ready until it is withdrawn, and refuses a second", async () => {
  await using api = await startFakeApiServer();
  const { registry } = openPod(api, "pod-1");
  await using _closing = registry;
  const registration = await registry.register(createInstance("cartservice"));
  assert.equal(registration.instance.id, "pod-1");
  await assert.rejects(registry.register(createInstance("adservice")), /"pod-1" is announced/);
  await nextWhere(registry.watch("cartservice"), (set) => set[0]?.id === "pod-1");
  await registration[Symbol.asyncDispose]();
  await nextWhere(registry.watch("cartservice"), (set) => set.length === 0);
});

for (const { status, says } of [
  { status: 403, says: /must allow "list" and "watch" on "endpointslices".*\(403\)/ },
  { status: 401, says: /does not accept the token of this service account \(401\)/ },
]) {
  test(`getService rejects with what is missing when the answer is ${status}`, async () => {
    await using api = await startFakeApiServer();
    api.fail(1, { status, retryAfter: 3600 });
    const { registry } = openPod(api, "reader");
    await using _closing = registry;
    await nextWhere(registry.watch("cartservice"), (_, trouble) => says.test(`${trouble}`));
    await assert.rejects(registry.getService("cartservice"), says);
    await assert.rejects(registry.listServices(), says);
  });
}

test("getService keeps what is known while the API server fails", async (t) => {
  await using api = await startFakeApiServer();
  const [first, second] = [createInstance("cartservice"), createInstance("cartservice")];
  api.put(sliceOf(first));
  const { registry } = openPod(api, "reader");
  await using _closing = registry;
  await nextWhere(registry.watch("cartservice"), (set) => set.length === 1);
  await t.waitFor(() => assert.equal(api.watches, 1), WAIT);
  api.fail(2, { status: 503 });
  api.endWatches("closed");
  await nextWhere(registry.watch("cartservice"), (_, trouble) => /answered 503/.test(`${trouble}`));
  assert.deepEqual(await registry.getService("cartservice"), [{ ...first, metadata: {} }]);
  await t.waitFor(() => assert.equal(api.watches, 1), WAIT);
  api.bookmark();
  await nextWhere(registry.watch("cartservice"), (_, trouble) => trouble === undefined);
  api.put(sliceOf(second));
  await nextWhere(registry.watch("cartservice"), (set) => set.length === 2);
});

test("createKubernetesRegistry prefers its own zone when every endpoint has a hint", async () => {
  await using api = await startFakeApiServer();
  const [near, far] = [createInstance("cartservice"), createInstance("cartservice")];
  const hint = (name: string) => ({ zone: name, hints: { forZones: [{ name }] } });
  api.put(sliceOf(near, hint("zone-a")));
  api.put(sliceOf(far, hint("zone-b")));
  const { registry } = openPod(api, "reader");
  await using _closing = registry;
  await nextWhere(registry.watch("cartservice"), (set) => set.length === 2);
  api.put(sliceOf({ ...createInstance("frontend"), id: "reader" }, { zone: "zone-a" }));
  const [only] = await nextWhere(registry.watch("cartservice"), (set) => set.length === 1);
  assert.equal(only?.id, near.id);
});

test("createKubernetesRegistry names the file when the pod has no token", async () => {
  await using api = await startFakeApiServer();
  const { registry } = openPod(api, "reader");
  await using _closing = registry;
  await rm(join(api.accountFolder, "token"));
  assert.deepEqual(await registry.getService("cartservice"), []);
  await nextWhere(registry.watch("cartservice"), (_, trouble) =>
    /token".*automountServiceAccountToken/.test(`${trouble}`),
  );
  assert.deepEqual(api.requests, []);
});

const WAIT = { interval: 10, timeout: PATIENCE_MS };

test("createKubernetesRegistry tells of what the API server says, and of what it leads to", async () => {
  await using api = await startFakeApiServer();
  const events: RegistryEvent[] = [];
  using _listening = registryEvents.subscribe((event) => events.push(event));
  const { registry } = openPod(api, "reader");
  await using _closing = registry;
  const [first, second] = [createInstance("cart"), createInstance("cart")];
  api.put(sliceOf(first));
  await nextWhere(registry.watch("cart"), (set) => set.length === 1);
  api.put(sliceOf(second));
  await nextWhere(registry.watch("cart"), (set) => set.length === 2);
  api.remove(first.id);
  await nextWhere(registry.watch("cart"), (set) => set.length === 1);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["list", "found", "change", "found", "change", "gone"],
  );
  assert.ok(events.every(({ services }) => services.join() === "cart"));
  const deleted = JSON.parse(events[4]?.message?.lines.join("\n") ?? "");
  assert.equal(deleted.type, "DELETED");
});
