import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import type { Instance } from "../registry.ts";
import type { ApiServer } from "./api-server.ts";
import { type FakeApiServer, type Fault, startFakeApiServer } from "./testing/fake-api-server.ts";
import { sliceOf } from "./testing/slice-of.ts";
import { watchSlices } from "./watch-slices.ts";

const WAIT = { interval: 10, timeout: PATIENCE_MS };

describe("watchSlices", { concurrency: true }, () => {
  test("watchSlices lists every page and follows from there", async (t) => {
    await using api = await startFakeApiServer({ pageSize: 2 });
    const instances = Array.from({ length: 5 }, () => createInstance("cartservice"));
    for (const instance of instances) api.put(sliceOf(instance));
    await using watch = open(t, api);
    await watch.shows(instances);
    assert.equal(lists(api), 3);
  });

  test("watchSlices leaves out what does not belong to the shop", async (t) => {
    await using api = await startFakeApiServer();
    const [ours, theirs] = [createInstance("cartservice"), createInstance("database")];
    const foreign = sliceOf(theirs);
    api.put({ ...foreign, metadata: { name: theirs.id, labels: {} } });
    api.put(sliceOf(ours));
    await using watch = open(t, api);
    await watch.shows([ours]);
  });

  for (const how of ["closed", "broken"] as const) {
    test(`watchSlices goes on from the last change when the watch is ${how}`, async (t) => {
      await using api = await startFakeApiServer();
      const [before, meanwhile, gone] = trio();
      api.put(sliceOf(before));
      api.put(sliceOf(gone));
      await using watch = open(t, api);
      await watch.shows([before, gone]);
      await watching(t, api);
      api.endWatches(how);
      api.put(sliceOf(meanwhile));
      api.remove(gone.id);
      await watch.shows([before, meanwhile]);
      assert.equal(lists(api), 1);
    });
  }

  for (const how of ["status", "event"] as const) {
    test(`watchSlices lists again when its version is answered 410 by ${how}`, async (t) => {
      await using api = await startFakeApiServer();
      const [before, meanwhile, gone] = trio();
      api.put(sliceOf(before));
      api.put(sliceOf(gone));
      await using watch = open(t, api);
      await watch.shows([before, gone]);
      await watching(t, api);
      // Without its history, the server can only list.
      api.fail(1, "hang up");
      api.endWatches("broken");
      api.put(sliceOf(meanwhile));
      api.remove(gone.id);
      api.compact(how);
      await watch.shows([before, meanwhile]);
      assert.equal(lists(api), 2);
    });
  }

  test("watchSlices goes on from a bookmark when the history before it is gone", async (t) => {
    await using api = await startFakeApiServer();
    const [before, other, after] = trio();
    api.put(sliceOf(before));
    await using watch = open(t, api);
    await watch.shows([before]);
    await watching(t, api);
    // A new version that the watch is not told of: other objects cause them too.
    api.put({ ...sliceOf(other), metadata: { name: other.id, labels: {} } });
    api.bookmark();
    api.compact("status");
    api.put(sliceOf(after));
    await watch.shows([before, after]);
    api.endWatches("closed");
    await watching(t, api, 2);
    assert.equal(lists(api), 1);
  });

  for (const fault of [
    { status: 429 },
    { status: 500 },
    { status: 504 },
    "garbage",
    "hang up",
  ] satisfies Fault[]) {
    test(`watchSlices recovers when the answer is ${JSON.stringify(fault)}`, async (t) => {
      await using api = await startFakeApiServer();
      const [before, meanwhile] = trio();
      api.put(sliceOf(before));
      api.fail(1, fault);
      await using watch = open(t, api);
      await watch.shows([before]);
      await watching(t, api);
      api.fail(1, fault);
      api.endWatches("closed");
      api.put(sliceOf(meanwhile));
      await watch.shows([before, meanwhile]);
      assert.ok(watch.failures.length >= 2);
    });
  }

  // A server that was restored from a backup does not have the version yet, and is silent.
  for (const what of ["is not answered", "has gone silent"]) {
    test(`watchSlices lists again when a watch ${what}`, async (t) => {
      await using api = await startFakeApiServer();
      if (what === "is not answered") api.fail(1, "silence");
      await using watch = open(t, api, { silenceMs: 200 });
      const afterWatch = () => kinds(api)[kinds(api).indexOf("watch") + 1];
      await t.waitFor(() => {
        assert.ok(kinds(api).includes("watch"));
        assert.equal(afterWatch(), "list");
      }, WAIT);
      assert.match(watch.failures[0]?.message ?? "", /silent for 200 ms/);
      const [meanwhile] = trio();
      api.put(sliceOf(meanwhile));
      await watch.shows([meanwhile]);
    });
  }

  test("watchSlices waits as long as Retry-After asks", async (t) => {
    await using api = await startFakeApiServer();
    api.fail(1, { status: 429, retryAfter: 1 });
    const startedMs = performance.now();
    await using watch = open(t, api);
    await watch.shows([]);
    assert.ok(performance.now() - startedMs >= 1000);
    await watching(t, api);
  });

  test("watchSlices lists again when its version is refused again and again", async (t) => {
    await using api = await startFakeApiServer();
    const [before] = trio();
    api.put(sliceOf(before));
    await using watch = open(t, api);
    await watch.shows([before]);
    await watching(t, api);
    // The answer of a cluster that was restored from a backup, to a version that is too new.
    api.fail(4, { status: 504 });
    api.endWatches("closed");
    await t.waitFor(() => assert.ok(lists(api) >= 2), WAIT);
  });

  test("watchSlices waits between watches when every watch ends at once", async (t) => {
    await using api = await startFakeApiServer();
    await using watch = open(t, api);
    await watch.shows([]);
    const closer = setInterval(() => api.endWatches("closed"), 1);
    t.after(() => clearInterval(closer));
    const startedMs = performance.now();
    await t.waitFor(() => assert.ok(performance.now() - startedMs > 1500), WAIT);
    assert.ok(api.requests.length < 10, `${api.requests.length} requests in 1.5 s`);
  });

  test("watchSlices reads the token again for each request", async (t) => {
    await using api = await startFakeApiServer();
    const [before, meanwhile] = trio();
    api.put(sliceOf(before));
    await using watch = open(t, api);
    await watch.shows([before]);
    await watching(t, api);
    await api.rotateToken();
    api.endWatches("closed");
    api.put(sliceOf(meanwhile));
    await watch.shows([before, meanwhile]);
    assert.deepEqual(watch.failures, []);
  });

  test("watchSlices trusts only the CA of the service account", async (t) => {
    await using ours = await startFakeApiServer();
    await using theirs = await startFakeApiServer();
    await using watch = open(t, { url: theirs.url, accountFolder: ours.accountFolder });
    await t.waitFor(() => assert.match(watch.failures[0]?.message ?? "", /certificate/), WAIT);
    assert.deepEqual(theirs.requests, []);
  });
});

/** Watches the slices of the fake. */
function open(t: TestContext, api: ApiServer, { silenceMs = 60_000 } = {}) {
  const ending = new AbortController();
  const failures: Error[] = [];
  let latest: ReadonlyMap<string, unknown> | undefined;
  const following = (async () => {
    const options = { signal: ending.signal, silenceMs, onFailure: failures.push.bind(failures) };
    for await (const set of watchSlices(api, options)) latest = set;
  })();
  return {
    failures,
    async shows(instances: readonly Instance[]) {
      const wanted = instances.map(({ id }) => id).sort();
      await t.waitFor(
        () => assert.deepEqual([...(latest?.keys() ?? ["none"])].sort(), wanted),
        WAIT,
      );
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await following;
    },
  };
}

/** Waits until the fake has had so many watches, and the last is open. */
async function watching(t: TestContext, api: FakeApiServer, taken = 1): Promise<void> {
  await t.waitFor(() => {
    assert.equal(api.watches, 1);
    assert.ok(api.requests.length - lists(api) >= taken);
  }, WAIT);
}

function lists(api: FakeApiServer): number {
  return kinds(api).filter((kind) => kind === "list").length;
}

function kinds({ requests }: FakeApiServer): ("list" | "watch")[] {
  return requests.map((path) => (path.includes("watch=true") ? "watch" : "list"));
}

function trio(): [Instance, Instance, Instance] {
  return [
    createInstance("cartservice"),
    createInstance("cartservice"),
    createInstance("adservice"),
  ];
}
