import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Instance, Registry } from "../registry.ts";
import { createInstance } from "./create-instance.ts";
import { nextWhere } from "./next-where.ts";
import { uniqueName } from "./unique-name.ts";

/** Two registries on one network: what the first announces, the second can find. */
export interface Announcement extends AsyncDisposable {
  readonly announcer: Registry;
  readonly observer: Registry;
}

/** What an implementation cannot do, each with the reason. */
export interface AnnouncementDeviations {
  /** Ids, versions and metadata are those of the platform, not what was registered. */
  readonly content?: string;
  /** One registration at a time. */
  readonly several?: string;
  /** An instance whose id is taken gets no other. */
  readonly conflict?: string;
  /** Wrong instances are not refused. */
  readonly check?: string;
}

/**
 * Registers the tests of registries that announce: others find what is registered, and no longer
 * what is withdrawn.
 */
export function announcementContract(
  name: string,
  open: () => Promise<Announcement>,
  deviations: AnnouncementDeviations = {},
): void {
  describe(`${name} keeps the announcement contract`, { concurrency: true }, () => {
    for (const [what, reason] of Object.entries(deviations)) {
      test(`a deviation, "${what}", states its reason`, () => assert.match(reason, /\w+ \w+/));
    }

    test("register makes an instance findable by others until it is disposed", async () => {
      await using network = await open();
      const instance = createInstance(uniqueName("seen"));
      const registration = await network.announcer.register(instance);
      const [found] = await appears(network.observer, instance.service, 1);
      assert.equal(found?.address, instance.address);
      await registration[Symbol.asyncDispose]();
      await appears(network.observer, instance.service, 0);
    });

    test("register makes an instance findable through the same registry", async () => {
      await using network = await open();
      const instance = createInstance(uniqueName("self"));
      await using registration = await network.announcer.register(instance);
      const found = await appears(network.announcer, instance.service, 1);
      assert.deepEqual(
        found.map(({ id }) => id),
        [registration.instance.id],
      );
    });

    test("register returns the instance that it announced", async () => {
      await using network = await open();
      const instance = createInstance(uniqueName("same"));
      await using registration = await network.announcer.register(instance);
      assert.equal(registration.instance.service, instance.service);
      assert.equal(registration.instance.address, instance.address);
    });

    test("a registration may be disposed twice", async () => {
      await using network = await open();
      const registration = await network.announcer.register(createInstance(uniqueName("twice")));
      await registration[Symbol.asyncDispose]();
      await registration[Symbol.asyncDispose]();
      await appears(network.observer, registration.instance.service, 0);
    });

    test("dispose of the registry withdraws what it registered", async () => {
      await using network = await open();
      const instance = createInstance(uniqueName("all"));
      await network.announcer.register(instance);
      await appears(network.observer, instance.service, 1);
      await network.announcer[Symbol.asyncDispose]();
      await appears(network.observer, instance.service, 0);
    });

    test("register rejects with the signal's reason when that is aborted", async () => {
      await using network = await open();
      const instance = createInstance(uniqueName("abort"));
      const reason = new Error("Enough");
      const signal = AbortSignal.abort(reason);
      await assert.rejects(network.announcer.register(instance, { signal }), reason);
      assert.deepEqual(await network.observer.getService(instance.service), []);
    });

    test("register rejects when the registry is disposed", async () => {
      await using network = await open();
      await network.announcer[Symbol.asyncDispose]();
      await assert.rejects(
        network.announcer.register(createInstance(uniqueName("late"))),
        /closed/,
      );
    });

    test("register makes an instance findable again when it was withdrawn before", async () => {
      await using network = await open();
      const instance = createInstance(uniqueName("again"));
      const registration = await network.announcer.register(instance);
      await appears(network.observer, instance.service, 1);
      await registration[Symbol.asyncDispose]();
      await appears(network.observer, instance.service, 0);
      await using _second = await network.announcer.register(instance);
      await appears(network.observer, instance.service, 1);
    });

    if (deviations.content === undefined) contentTests(open);
    if (deviations.several === undefined) severalTests(open);
    if (deviations.conflict === undefined) conflictTests(open);
    if (deviations.check === undefined) checkTests(open);
  });
}

function contentTests(open: () => Promise<Announcement>): void {
  test("register carries id, version and metadata to others", async () => {
    await using network = await open();
    const instance = createInstance(uniqueName("content"));
    await using _registration = await network.announcer.register(instance);
    const [found] = await appears(network.observer, instance.service, 1);
    assert.deepEqual({ ...found, metadata: { ...found?.metadata } }, instance);
  });

  test("register carries an IPv6 address to others", async () => {
    await using network = await open();
    const instance = { ...createInstance(uniqueName("six")), address: "[::1]:7000" };
    await using _registration = await network.announcer.register(instance);
    const [found] = await appears(network.observer, instance.service, 1);
    assert.equal(found?.address, "[::1]:7000");
  });
}

function severalTests(open: () => Promise<Announcement>): void {
  test("register keeps the others when one of several is withdrawn", async () => {
    await using network = await open();
    const service = uniqueName("several");
    const stays = createInstance(service);
    const goes = createInstance(service);
    await using _stays = await network.announcer.register(stays);
    const registration = await network.announcer.register(goes);
    await appears(network.observer, service, 2);
    await registration[Symbol.asyncDispose]();
    const [left] = await appears(network.observer, service, 1);
    assert.equal(left?.address, stays.address);
  });

  test("register announces both ways between two registries", async () => {
    await using network = await open();
    const service = uniqueName("both");
    await using _one = await network.announcer.register(createInstance(service));
    await using _two = await network.observer.register(createInstance(service));
    const seen = await appears(network.announcer, service, 2);
    const alsoSeen = await appears(network.observer, service, 2);
    assert.deepEqual(addresses(seen), addresses(alsoSeen));
  });
}

function conflictTests(open: () => Promise<Announcement>): void {
  test("register gives an instance another id when its own is taken", async () => {
    await using network = await open();
    const service = uniqueName("conflict");
    const first = createInstance(service);
    const second = { ...createInstance(service), id: first.id };
    await using one = await network.announcer.register(first);
    await appears(network.observer, service, 1);
    await using two = await network.observer.register(second);
    for (const registry of [network.announcer, network.observer]) {
      await nextWhere(
        registry.watch(service),
        (set) => String(addresses(set)) === String(addresses([first, second])),
      );
    }
    assert.notEqual(one.instance.id, two.instance.id);
  });
}

function checkTests(open: () => Promise<Announcement>): void {
  const good = createInstance("service");
  const bad: Record<string, Partial<Instance>> = {
    "an id with a space": { id: "a b" },
    "an empty id": { id: "" },
    "a long id": { id: "x".repeat(64) },
    "a service name in capitals": { service: "Cart" },
    "an address without a port": { address: "127.0.0.1" },
    "an IPv6 address without brackets": { address: "::1:80" },
    "port 0": { address: "127.0.0.1:0" },
    "port 65536": { address: "127.0.0.1:65536" },
    'a metadata key with "="': { metadata: { "a=b": "c" } },
    "an empty metadata key": { metadata: { "": "c" } },
    "a metadata key that announcements use": { metadata: { Version: "c" } },
    "two metadata keys that differ in case": { metadata: { a: "1", A: "2" } },
    "a long metadata value": { metadata: { a: "x".repeat(254) } },
    "much metadata": {
      metadata: Object.fromEntries("abcdefgh".split("").map((key) => [key, "x".repeat(200)])),
    },
  };
  for (const [what, fault] of Object.entries(bad)) {
    test(`register rejects with a RangeError when given ${what}`, async () => {
      await using network = await open();
      await assert.rejects(network.announcer.register({ ...good, ...fault }), RangeError);
    });
  }
}

async function appears(registry: Registry, service: string, count: number) {
  return nextWhere(registry.watch(service), (set) => set.length === count);
}

function addresses(instances: readonly Instance[]): string[] {
  return instances.map(({ address }) => address).sort();
}
