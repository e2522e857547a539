import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { describe, type TestContext, test } from "node:test";
import { createDnsSd, type DnsSd } from "../dns-sd.ts";
import { type Message, query, response } from "../messages/message.ts";
import { announced, toRecords } from "../messages/to-records.ts";
import type { Service } from "../service.ts";
import type { Signer } from "../signer.ts";
import { announcementOf } from "../testing/announcement-of.ts";
import { createFound } from "../testing/create-found.ts";
import { createPeer } from "../testing/create-peer.ts";
import { asFound, createService, names, TYPE } from "../testing/create-service.ts";
import { createTestSigner } from "../testing/create-test-signer.ts";
import { freePort } from "../testing/free-port.ts";
import { PATIENCE_MS } from "../testing/patience-ms.ts";
import { writeMessage } from "../testing/write-message.ts";

const subtype = "cart";

/** A process that announces nothing, and a peer that says what a test has it say. */
async function open(answer?: (message: Message) => Message | undefined, signer?: Signer) {
  const stack = new AsyncDisposableStack();
  const port = await freePort();
  const peer = stack.use(await createPeer(port, answer));
  const browse = async () => {
    const found = createFound();
    const dnsSd = stack.use(await createDnsSd({ type: TYPE, port, warn() {}, ...found, signer }));
    dnsSd.browse(subtype);
    return { dnsSd, found: () => found.of(subtype) };
  };
  return {
    port,
    peer,
    ...(await browse()),
    another: browse,
    asked: (type: string) =>
      peer.heard.flatMap(({ questions }) => questions).filter((each) => each.type === type),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Waits until these are the services that are found. */
function finds(
  t: TestContext,
  { found }: { found: () => readonly Service[] },
  ...services: Service[]
): Promise<void> {
  return waitFor(t, () => assert.deepEqual(found(), services.map(asFound)));
}

/** Waits past the time in which a service that was asked for in vain is dropped. */
async function judgement({ dnsSd }: { dnsSd: DnsSd }): Promise<void> {
  for (const subtype of ["somebody-else", "and-another"]) await dnsSd.browse(subtype);
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
  test("keeps a service that has answered among too many false ones", async (t) => {
    await using network = await open();
    const { peer, dnsSd, found } = network;
    const real = createService(subtype);
    await peer.send(announcementOf(real));
    await finds(t, network, real);
    dnsSd.confirm(real.name);
    const announceFalse = () => peer.send(announcementOf(createService(subtype)));
    await waitFor(t, async () => {
      for (let sent = 0; sent < 50; sent++) await announceFalse();
      assert.equal(found().length, 500);
    });
    // Those that were there for a second give way to later ones; this one does to none.
    const [first, early] = found();
    assert.deepEqual(first, asFound(real));
    await waitFor(t, async () => {
      await announceFalse();
      assert.ok(!found().some(({ name }) => name === early?.name));
    });
    assert.equal(found().length, 500);
    assert.deepEqual(found()[0], asFound(real));
  });

  test("asks for the subtype, and takes the first answer", async (t) => {
    const service = createService(subtype);
    await using network = await open(onQuestion("PTR", announcementOf(service)));
    await finds(t, network, service);
    const asked = new Set(network.asked("PTR").map(({ name }) => name));
    assert.deepEqual(asked, new Set([names.subtype(subtype)]));
  });

  test("asks no more when it is told to browse the same subtype again", async (t) => {
    const service = createService(subtype);
    await using network = await open(onQuestion("PTR", announcementOf(service)));
    await finds(t, network, service);
    for (let i = 0; i < 100; i++) await network.dnsSd.browse(subtype);
    // All that was asked before is heard before this. The series itself asks little more.
    network.dnsSd.reconfirm(service.name);
    await waitFor(t, () => assert.ok(network.asked("SRV").length > 0));
    assert.ok(network.asked("PTR").length < 10);
  });

  test("asks again after a second, with what it knows", async (t) => {
    const service = createService(subtype);
    await using network = await open(onQuestion("PTR", announcementOf(service)));
    await finds(t, network, service);
    const [, pointer] = toRecords(names, service).pointers;
    await waitFor(t, () => {
      const [known] = network.peer.heard.findLast(({ type }) => type === "query")?.answers ?? [];
      assert.deepEqual({ ...known, ttl: 120 }, pointer);
      assert.ok((known?.ttl ?? 0) > 60);
    });
  });

  test("asks for what an answer left out", async (t) => {
    const service = createService(subtype);
    const { pointers, srv, txt, address } = toRecords(names, service);
    await using network = await open(({ questions }) => {
      const types = questions.map(({ type }) => type);
      if (types.includes("PTR")) return response({ answers: pointers.slice(1) });
      if (types.includes("SRV")) return response({ answers: [srv, txt] });
      if (types.includes("A")) return response({ answers: [address] });
      return undefined;
    });
    await finds(t, network, service);
  });

  test("passes over the services that are of no subtype", async (t) => {
    const ours = createService(subtype);
    const theirs = { ...createService(subtype), txt: new Map() };
    const answers = [theirs, ours].flatMap((each) => announced(toRecords(names, each)));
    await using network = await open(onQuestion("PTR", response({ answers })));
    await finds(t, network, ours);
  });

  test("forgets a service that says goodbye", async (t) => {
    const service = createService(subtype);
    await using network = await open();
    await network.peer.send(announcementOf(service));
    await finds(t, network, service);
    await network.peer.send(announcementOf(service, { ttl: 0 }));
    await finds(t, network);
  });

  test("replaces an address when a record with the cache-flush bit does", async (t) => {
    const service = createService(subtype);
    const moved = { ...service, address: "127.0.0.2" };
    await using network = await open();
    await network.peer.send(announcementOf(service));
    await finds(t, network, service);
    await network.peer.send(announcementOf(moved));
    await finds(t, network, moved);
  });

  test("keeps one service of a name that comes in other letters", async (t) => {
    const service = createService(subtype);
    const upper = { ...service, name: service.name.toUpperCase() };
    await using network = await open();
    await network.peer.send(announcementOf(service));
    await finds(t, network, service);
    await network.peer.send(announcementOf(upper));
    await finds(t, network, upper);
  });

  test("drops a service everywhere when one asks for it and hears no answer", async (t) => {
    const service = createService(subtype);
    await using network = await open();
    const other = await network.another();
    await network.peer.send(announcementOf(service));
    for (const each of [network, other]) await finds(t, each, service);
    network.dnsSd.reconfirm(service.name);
    for (const each of [network, other]) await finds(t, each);
    assert.equal(network.asked("SRV").length, 2);
  });

  test("keeps a service that answers when one asks for it", async (t) => {
    const service = createService(subtype);
    await using network = await open(onQuestion("SRV", announcementOf(service)));
    await network.peer.send(announcementOf(service));
    await finds(t, network, service);
    network.dnsSd.reconfirm(service.name);
    await waitFor(t, () => assert.equal(network.asked("SRV").length, 2));
    await judgement(network);
    assert.deepEqual(network.found(), [asFound(service)]);
  });

  test("keeps a service that is asked for from another port: only the asker is answered", async (t) => {
    const service = createService(subtype);
    await using network = await open();
    await network.peer.send(announcementOf(service));
    await finds(t, network, service);
    await using socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    socket.setMulticastInterface("127.0.0.1");
    const question = query({ questions: [{ name: names.service(service.name), type: "SRV" }] });
    for (let i = 0; i < 2; i++) socket.send(writeMessage(question), network.port, "224.0.0.251");
    await waitFor(t, () => assert.equal(network.asked("SRV").length, 2));
    await judgement(network);
    assert.deepEqual(network.found(), [asFound(service)]);
  });

  test("drops a signed service only when it has asked for it itself", async (t) => {
    const service = createService(subtype);
    const signer = createTestSigner();
    await using network = await open(undefined, signer);
    const txt = new Map([...service.txt, ...signer.sign(service, "announcement")]);
    const signed = { ...service, txt };
    await network.peer.send(announcementOf(signed));
    await finds(t, network, signed);
    const question = query({ questions: [{ name: names.service(service.name), type: "SRV" }] });
    for (let i = 0; i < 2; i++) await network.peer.send(question);
    await waitFor(t, () => assert.equal(network.asked("SRV").length, 2));
    await judgement(network);
    assert.deepEqual(network.found(), [asFound(signed)]);
    network.dnsSd.reconfirm(service.name);
    await finds(t, network);
  });

  test("takes no answer that comes from another port", async (t) => {
    const ours = createService(subtype);
    const forged = createService(subtype);
    await using network = await open();
    await using socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    socket.setMulticastInterface("127.0.0.1");
    socket.send(writeMessage(announcementOf(forged)), network.port, "224.0.0.251");
    await network.peer.send(announcementOf(ours));
    await finds(t, network, ours);
  });

  test("takes nothing from a query for an answer", async (t) => {
    const ours = createService(subtype);
    const forged = createService(subtype);
    await using network = await open();
    await network.peer.send(query({ answers: announced(toRecords(names, forged)) }));
    await network.peer.send(announcementOf(ours));
    await finds(t, network, ours);
  });
});
