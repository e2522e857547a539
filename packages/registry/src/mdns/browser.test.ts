import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { describe, type TestContext, test } from "node:test";
import { type Message, query, response } from "@hipstershop/dns-sd";
import { createPeer, freePort, writeMessage } from "@hipstershop/dns-sd/testing";
import { createInstance } from "../contract/create-instance.ts";
import { nextWhere } from "../contract/next-where.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import type { Instance, Registry } from "../registry.ts";
import { instanceName, subtypeName } from "./dns-names.ts";
import { createMdnsRegistry } from "./mdns.ts";
import { createSigner } from "./signature.ts";
import { announcementOf, listOf } from "./testing/announcement-of.ts";
import { toRecords } from "./to-records.ts";

const shop = "test";
const log = { info() {}, warn() {} };
const service = "cartservice";

/** A registry that announces nothing, and a peer that says what a test has it say. */
async function open(answer?: (message: Message) => Message | undefined, secret?: string) {
  const stack = new AsyncDisposableStack();
  const port = await freePort();
  const peer = stack.use(await createPeer(port, answer));
  const registry = stack.use(await createMdnsRegistry({ shop, log, port, secret }));
  return {
    port,
    peer,
    registry,
    another: async () => stack.use(await createMdnsRegistry({ shop, log, port })),
    asked: (type: string) =>
      peer.heard.flatMap(({ questions }) => questions).filter((each) => each.type === type),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Waits for an instance of the service, however slow the machine. */
function found(registry: Registry) {
  return nextWhere(registry.watch(service), (set) => set.length > 0);
}

/** Waits past the time in which an instance that was asked after in vain is dropped. */
async function judgement(registry: Registry): Promise<void> {
  for (const name of ["somebody-else", "and-another"]) await registry.getService(name);
}

function waitFor(t: TestContext, check: () => void | Promise<void>): Promise<void> {
  return t.waitFor(check, { interval: 5, timeout: PATIENCE_MS });
}

/** Answers a question of the type with the message. */
function onQuestion(type: string, answer: Message) {
  return ({ questions }: Message) =>
    questions.some((question) => question.type === type) ? answer : undefined;
}

describe("createBrowser", { concurrency: true }, () => {
  test("keeps an instance that has answered among too many false ones", async (t) => {
    await using network = await open();
    const { peer, registry } = network;
    const real = createInstance(service);
    await peer.send(announcementOf(real, shop));
    await found(registry);
    registry.confirm?.(real);
    const announceFalse = () => peer.send(announcementOf(createInstance(service), shop));
    let known: readonly Instance[] = [];
    await waitFor(t, async () => {
      for (let sent = 0; sent < 50; sent++) await announceFalse();
      known = await registry.getService(service);
      assert.equal(known.length, 256);
    });
    // Those that were there for a second give way to later ones; this one does to none.
    const [first, early] = known;
    assert.deepEqual(first, real);
    await waitFor(t, async () => {
      await announceFalse();
      known = await registry.getService(service);
      assert.ok(!known.some(({ id }) => id === early?.id));
    });
    assert.equal(known.length, 256);
    assert.deepEqual(known[0], real);
  });

  test("asks for the subtype of a service, and takes the first answer", async () => {
    const instance = createInstance(service);
    await using network = await open(onQuestion("PTR", announcementOf(instance, shop)));
    assert.deepEqual(await found(network.registry), [instance]);
    const asked = new Set(network.asked("PTR").map(({ name }) => name));
    assert.deepEqual(asked, new Set([subtypeName(service)]));
  });

  test("asks no more when it was asked for the same service again", async (t) => {
    const instance = createInstance(service);
    await using network = await open(onQuestion("PTR", announcementOf(instance, shop)));
    await found(network.registry);
    for (let i = 0; i < 100; i++) await network.registry.getService(service);
    // What was asked by now is heard before this, and what the series asks after it is little.
    network.registry.reconfirm(instance);
    await waitFor(t, () => assert.ok(network.asked("SRV").length > 0));
    assert.ok(network.asked("PTR").length < 10);
  });

  test("asks again after a second, with what it knows", async (t) => {
    const instance = createInstance(service);
    await using network = await open(onQuestion("PTR", announcementOf(instance, shop)));
    await found(network.registry);
    const { subtype } = toRecords(instance, { shop });
    await waitFor(t, () => {
      const [known] = network.peer.heard.findLast(({ type }) => type === "query")?.answers ?? [];
      assert.deepEqual({ ...known, ttl: 120 }, subtype);
      assert.ok((known?.ttl ?? 0) > 60);
    });
  });

  test("asks for what an answer left out", async () => {
    const instance = createInstance(service);
    const { subtype, srv, txt, address } = toRecords(instance, { shop });
    await using network = await open(({ questions }) => {
      const types = questions.map(({ type }) => type);
      if (types.includes("PTR")) return response({ answers: [subtype] });
      if (types.includes("SRV")) return response({ answers: [srv, txt] });
      if (types.includes("A")) return response({ answers: [address] });
      return undefined;
    });
    assert.deepEqual(await found(network.registry), [instance]);
  });

  test("passes over the instances of another shop", async () => {
    const ours = createInstance(service);
    const theirs = createInstance(service);
    const answers = [
      ...listOf(toRecords(theirs, { shop: "other" })),
      ...listOf(toRecords(ours, { shop })),
    ];
    await using network = await open(onQuestion("PTR", response({ answers })));
    assert.deepEqual(await found(network.registry), [ours]);
    assert.deepEqual(await network.registry.listServices(), [service]);
  });

  test("forgets an instance that says goodbye", async () => {
    const instance = createInstance(service);
    await using network = await open();
    await network.peer.send(announcementOf(instance, shop));
    await nextWhere(network.registry.watch(service), (set) => set.length === 1);
    await network.peer.send(announcementOf(instance, shop, { ttl: 0 }));
    await nextWhere(network.registry.watch(service), (set) => set.length === 0);
  });

  test("replaces an address when a record with the cache-flush bit does", async () => {
    const instance = createInstance(service);
    const moved = { ...instance, address: "127.0.0.1:9" };
    await using network = await open();
    await network.peer.send(announcementOf(instance, shop));
    await nextWhere(network.registry.watch(service), (set) => set.length === 1);
    await network.peer.send(announcementOf(moved, shop));
    const set = await nextWhere(network.registry.watch(service), ([first]) => {
      return first?.address !== instance.address;
    });
    assert.deepEqual(set, [moved]);
  });

  test("keeps one instance of a name that comes in other letters", async () => {
    const instance = createInstance(service);
    const upper = { ...instance, id: instance.id.toUpperCase() };
    await using network = await open();
    await network.peer.send(announcementOf(instance, shop));
    await found(network.registry);
    await network.peer.send(announcementOf(upper, shop));
    const set = await nextWhere(network.registry.watch(service), (set) =>
      set.some(({ id }) => id === upper.id),
    );
    assert.deepEqual(set, [upper]);
  });

  test("drops an instance everywhere when one asks after it in vain", async () => {
    const instance = createInstance(service);
    await using network = await open();
    const other = await network.another();
    const seen = [network.registry, other].map((each) =>
      nextWhere(each.watch(service), (set) => set.length === 1),
    );
    await network.peer.send(announcementOf(instance, shop));
    await Promise.all(seen);
    network.registry.reconfirm(instance);
    for (const registry of [network.registry, other]) {
      await nextWhere(registry.watch(service), (set) => set.length === 0);
    }
    assert.equal(network.asked("SRV").length, 2);
  });

  test("keeps an instance that answers when one asks after it", async (t) => {
    const instance = createInstance(service);
    await using network = await open(onQuestion("SRV", announcementOf(instance, shop)));
    await network.peer.send(announcementOf(instance, shop));
    await nextWhere(network.registry.watch(service), (set) => set.length === 1);
    network.registry.reconfirm(instance);
    await waitFor(t, () => assert.equal(network.asked("SRV").length, 2));
    await judgement(network.registry);
    assert.deepEqual(await network.registry.getService(service), [instance]);
  });

  test("keeps an instance that is asked after from another port: only the asker is answered", async (t) => {
    const instance = createInstance(service);
    await using network = await open();
    await network.peer.send(announcementOf(instance, shop));
    await found(network.registry);
    await using socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    socket.setMulticastInterface("127.0.0.1");
    const question = query({ questions: [{ name: instanceName(instance.id), type: "SRV" }] });
    for (let i = 0; i < 2; i++) socket.send(writeMessage(question), network.port, "224.0.0.251");
    await waitFor(t, () => assert.equal(network.asked("SRV").length, 2));
    await judgement(network.registry);
    assert.deepEqual(await network.registry.getService(service), [instance]);
  });

  test("drops a signed instance only when it has asked after it itself", async (t) => {
    const instance = createInstance(service);
    await using network = await open(undefined, "secret");
    const text = createSigner("secret").sign(instance, shop, "is");
    await network.peer.send(response({ answers: listOf(toRecords(instance, { shop, text })) }));
    await found(network.registry);
    const question = query({ questions: [{ name: instanceName(instance.id), type: "SRV" }] });
    for (let i = 0; i < 2; i++) await network.peer.send(question);
    await waitFor(t, () => assert.equal(network.asked("SRV").length, 2));
    await judgement(network.registry);
    assert.deepEqual(await network.registry.getService(service), [instance]);
    network.registry.reconfirm(instance);
    await nextWhere(network.registry.watch(service), (set) => set.length === 0);
  });

  test("believes no answer that comes from another port", async () => {
    const ours = createInstance(service);
    const forged = createInstance(service);
    await using network = await open();
    await using socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    socket.setMulticastInterface("127.0.0.1");
    socket.send(writeMessage(announcementOf(forged, shop)), network.port, "224.0.0.251");
    await network.peer.send(announcementOf(ours, shop));
    const set = await nextWhere(network.registry.watch(service), (set) => set.length > 0);
    assert.deepEqual(set, [ours]);
  });

  test("takes nothing from a query for an answer", async () => {
    const ours = createInstance(service);
    const forged = createInstance(service);
    await using network = await open();
    await network.peer.send(query({ answers: listOf(toRecords(forged, { shop })) }));
    await network.peer.send(announcementOf(ours, shop));
    const set = await nextWhere(network.registry.watch(service), (set) => set.length > 0);
    assert.deepEqual(set, [ours]);
  });
});
