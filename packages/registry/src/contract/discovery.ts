import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Instance, Registry } from "../registry.ts";
import { createInstance } from "./create-instance.ts";
import { discoveryChanges } from "./discovery-changes.ts";
import { eventually } from "./eventually.ts";
import { find } from "./find.ts";
import { nextWhere } from "./next-where.ts";
import { uniqueName } from "./unique-name.ts";

/** A registry under test, with a way to change what it sees. */
export interface Discovery extends AsyncDisposable {
  readonly registry: Registry;
  /**
   * Makes an instance appear in what the registry reads; disposing the result makes it go.
   * Absent where the deviation `change` is declared.
   */
  publish?(instance: Instance): Promise<AsyncDisposable>;
  /**
   * Makes what the registry reads fail; disposing the result mends it. Absent where the
   * deviation `trouble` is declared.
   */
  fail?(): Promise<AsyncDisposable>;
}

/** What an implementation cannot do, each with the reason. */
export interface DiscoveryDeviations {
  /** An instance's id is not the one that was published. */
  readonly id?: string;
  readonly version?: string;
  readonly metadata?: string;
  /** What it sees never changes while it is open. */
  readonly change?: string;
  /** A service has one instance at most. */
  readonly many?: string;
  /** What it reads cannot fail, or a failure cannot be seen. */
  readonly trouble?: string;
}

/**
 * Registers the tests of every registry: finding, listing and watching. `open` opens a registry that
 * sees these instances from the start.
 */
export function discoveryContract(
  name: string,
  open: (instances: readonly Instance[]) => Promise<Discovery>,
  deviations: DiscoveryDeviations = {},
): void {
  const seen = (instances: readonly Instance[]) => comparable(instances, deviations);

  describe(`${name} keeps the discovery contract`, { concurrency: true }, () => {
    for (const [what, reason] of Object.entries(deviations)) {
      test(`a deviation, "${what}", states its reason`, () => assert.match(reason, /\w+ \w+/));
    }

    test("name says what it is", async () => {
      await using discovery = await open([]);
      assert.match(discovery.registry.name, /\w/);
    });

    test("getService returns the whole instance when one is there", async () => {
      const instance = createInstance(uniqueName("whole"));
      await using discovery = await open([instance]);
      assert.deepEqual(seen(await find(discovery.registry, instance.service)), seen([instance]));
    });

    test("getService returns an IPv6 address in brackets", async () => {
      const instance = { ...createInstance(uniqueName("six")), address: "[::1]:7000" };
      await using discovery = await open([instance]);
      assert.deepEqual(seen(await find(discovery.registry, instance.service)), seen([instance]));
    });

    test("getService returns an empty list when the name is unknown", async () => {
      await using discovery = await open([createInstance(uniqueName("known"))]);
      assert.deepEqual(await discovery.registry.getService(uniqueName("unknown")), []);
    });

    test("getService returns an empty list when no service can have the name", async () => {
      await using discovery = await open([]);
      for (const impossible of ["", ".", "a.b", "Ä", "x".repeat(300), "__proto__"]) {
        assert.deepEqual(await discovery.registry.getService(impossible), [], impossible);
      }
    });

    test("getService keeps names apart when one begins like the other", async () => {
      const short = createInstance(uniqueName("cart"));
      const long = createInstance(`${short.service}service`);
      await using discovery = await open([short, long]);
      assert.deepEqual(seen(await find(discovery.registry, short.service)), seen([short]));
      assert.deepEqual(seen(await find(discovery.registry, long.service)), seen([long]));
    });

    test("getService answers every caller when many ask at once", async () => {
      const instance = createInstance(uniqueName("many"));
      await using discovery = await open([instance]);
      await find(discovery.registry, instance.service);
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => discovery.registry.getService(instance.service)),
      );
      for (const answer of answers) assert.deepEqual(seen(answer), seen([instance]));
    });

    test("getService rejects with the signal's reason when that is aborted", async () => {
      await using discovery = await open([]);
      const reason = new Error("Enough");
      const signal = AbortSignal.abort(reason);
      await assert.rejects(discovery.registry.getService(uniqueName("any"), { signal }), reason);
      await assert.rejects(discovery.registry.listServices({ signal }), reason);
    });

    test("getService and listServices reject when the registry is disposed", async () => {
      const discovery = await open([]);
      await discovery[Symbol.asyncDispose]();
      await assert.rejects(discovery.registry.getService(uniqueName("late")), /closed/);
      await assert.rejects(discovery.registry.listServices(), /closed/);
    });

    test("listServices returns every name once, sorted", async () => {
      const b = createInstance(uniqueName("b"));
      const a = createInstance(uniqueName("a"));
      const instances = deviations.many === undefined ? [b, a, createInstance(b.service)] : [b, a];
      await using discovery = await open(instances);
      const { registry } = discovery;
      const ours = await eventually(
        async () =>
          (await registry.listServices()).filter((n) => [a.service, b.service].includes(n)),
        (names) => names.length >= 2,
      );
      assert.deepEqual(ours, [a.service, b.service]);
    });

    test("watch yields the complete set when it begins", async () => {
      const instance = createInstance(uniqueName("begin"));
      await using discovery = await open([instance]);
      const set = await nextWhere(
        discovery.registry.watch(instance.service),
        (set) => set.length > 0,
      );
      assert.deepEqual(seen(set), seen([instance]));
    });

    test("watch yields the empty set when the name is unknown", async () => {
      await using discovery = await open([]);
      const watching = discovery.registry.watch(uniqueName("nobody"))[Symbol.asyncIterator]();
      assert.deepEqual(await watching.next(), { done: false, value: { instances: [] } });
      await watching.return?.();
    });

    test("watch ends at once when its iterator is returned while it waits", async () => {
      await using discovery = await open([]);
      const watching = discovery.registry.watch(uniqueName("return"))[Symbol.asyncIterator]();
      await watching.next();
      const waiting = watching.next();
      await watching.return?.();
      assert.deepEqual(await waiting, { done: true, value: undefined });
      assert.deepEqual(await watching.next(), { done: true, value: undefined });
    });

    test("watch throws the signal's reason when that is aborted", async () => {
      await using discovery = await open([]);
      const controller = new AbortController();
      const { signal } = controller;
      const watching = discovery.registry
        .watch(uniqueName("abort"), { signal })
        [Symbol.asyncIterator]();
      await watching.next();
      const waiting = watching.next();
      const reason = new Error("Enough");
      controller.abort(reason);
      await assert.rejects(waiting, reason);
      assert.deepEqual(await watching.next(), { done: true, value: undefined });
    });

    test("watch throws the signal's reason when that was aborted before", async () => {
      await using discovery = await open([]);
      const reason = new Error("Enough");
      const watching = discovery.registry
        .watch(uniqueName("aborted"), { signal: AbortSignal.abort(reason) })
        [Symbol.asyncIterator]();
      await assert.rejects(async () => watching.next(), reason);
    });

    test("dispose ends every watch, and may be called again", async () => {
      const discovery = await open([]);
      const watching = discovery.registry.watch(uniqueName("end"))[Symbol.asyncIterator]();
      await watching.next();
      const waiting = watching.next();
      await discovery.registry[Symbol.asyncDispose]();
      assert.deepEqual(await waiting, { done: true, value: undefined });
      await discovery.registry[Symbol.asyncDispose]();
      await discovery[Symbol.asyncDispose]();
    });

    test("reconfirm does no harm when the instance is unknown", async () => {
      await using discovery = await open([]);
      const stranger = createInstance(uniqueName("stranger"));
      discovery.registry.reconfirm(stranger);
      assert.deepEqual(await discovery.registry.getService(stranger.service), []);
    });

    if (deviations.many === undefined) {
      test("getService returns every instance when a service has several", async () => {
        const service = uniqueName("several");
        const instances = Array.from({ length: 5 }, () => createInstance(service));
        await using discovery = await open(instances);
        const { registry } = discovery;
        const found = await nextWhere(registry.watch(service), (set) => set.length === 5);
        assert.deepEqual(seen(found), seen(instances));
        assert.deepEqual(seen(await registry.getService(service)), seen(instances));
      });
    }

    if (deviations.trouble === undefined) {
      test("watch carries a trouble beside what was known, until it is over", async () => {
        const instance = createInstance(uniqueName("trouble"));
        await using discovery = await open([instance]);
        assert.ok(discovery.fail, "It needs `fail`, or the deviation `trouble`");
        const iterator = discovery.registry.watch(instance.service)[Symbol.asyncIterator]();
        const steps = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
        await nextWhere(steps, (set) => set.length === 1);
        const failure = await discovery.fail();
        const kept = await nextWhere(steps, (_, trouble) => trouble !== undefined);
        assert.deepEqual(seen(kept), seen([instance]));
        await failure[Symbol.asyncDispose]();
        await nextWhere(steps, (set, trouble) => set.length === 1 && trouble === undefined);
        await iterator.return?.();
      });
    }

    if (deviations.change === undefined) discoveryChanges(open, seen);
  });
}

/** Returns the instances in order, without the fields that the implementation cannot carry. */
function comparable(instances: readonly Instance[], deviations: DiscoveryDeviations): unknown {
  return instances
    .map((instance) => ({
      service: instance.service,
      address: instance.address,
      id: deviations.id === undefined ? instance.id : undefined,
      version: deviations.version === undefined ? instance.version : undefined,
      metadata: deviations.metadata === undefined ? { ...instance.metadata } : undefined,
    }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}
