import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import {
  type DnsRecord,
  type Message,
  messageLength,
  type Question,
  query,
  response,
} from "@hipstershop/dns-sd";
import { createPeer, freePort } from "@hipstershop/dns-sd/testing";
import { decode, encode } from "dns-packet";
import { checkInstance } from "../check-instance.ts";
import { createInstance } from "../contract/create-instance.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import { instanceName, SERVICE_TYPE, subtypeName, TYPE_ENUMERATION } from "./dns-names.ts";
import { createMdnsRegistry } from "./mdns.ts";
import { announcementOf, listOf } from "./testing/announcement-of.ts";
import { toRecords } from "./to-records.ts";

const shop = "test";

/** A registry that announces one instance, and a peer that hears it and may answer. */
async function open(answer?: (message: Message) => Message | undefined) {
  const instance = createInstance("cartservice");
  const stack = new AsyncDisposableStack();
  const warnings: string[] = [];
  const log = { info() {}, warn: (message: string) => void warnings.push(message) };
  const port = await freePort();
  const peer = stack.use(await createPeer(port, answer));
  const registry = stack.use(await createMdnsRegistry({ shop, log, port }));
  const registration = await registry.register(instance);
  return {
    port,
    peer,
    registry,
    registration,
    warnings,
    records: toRecords(instance, { shop }),
    responses: () => peer.heard.filter(({ type }) => type === "response"),
    queries: () => peer.heard.filter(({ type }) => type === "query"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Opens it and waits until the name is established: it says nothing more by itself. */
async function established(t: TestContext, answer?: (message: Message) => Message | undefined) {
  const network = await open(answer);
  await waitFor(t, () => assert.equal(network.responses().length, 2));
  return network;
}

/** Asks, and returns the first answer to that. */
async function ask(
  { peer, responses }: Pick<Awaited<ReturnType<typeof open>>, "peer" | "responses">,
  t: TestContext,
  questions: Question[],
  known: DnsRecord[] = [],
): Promise<Message> {
  const before = responses().length;
  await peer.send(query({ questions, answers: known }));
  await waitFor(t, () => assert.ok(responses().length > before));
  return responses()[before] ?? assert.fail();
}

function waitFor(t: TestContext, check: () => void): Promise<void> {
  return t.waitFor(check, { interval: 5, timeout: PATIENCE_MS });
}

describe("createResponder", { concurrency: true }, () => {
  test("probes for both names with what it means to announce", async (t) => {
    await using network = await open();
    const { records, queries } = network;
    await waitFor(t, () => assert.equal(queries().length, 3));
    for (const { questions, authorities, id } of queries()) {
      assert.deepEqual(questions, [
        { name: records.srv.name, type: "ANY" },
        { name: records.address.name, type: "ANY" },
      ]);
      assert.deepEqual(authorities, [records.srv, records.txt, records.address]);
      assert.equal(id, 0);
    }
  });

  test("announces twice, whole, in one datagram each", async (t) => {
    await using network = await open();
    await waitFor(t, () => assert.equal(network.responses().length, 2));
    for (const message of network.responses()) {
      assert.deepEqual(message.answers, listOf(network.records));
      assert.ok(messageLength(message) <= 1_472);
    }
  });

  test("fits the largest instance there may be into one datagram", async () => {
    const filler = (length: number) => "x".repeat(length);
    const largest = {
      id: filler(63),
      service: filler(62),
      address: "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
      version: filler(64),
      metadata: { a: filler(190), b: filler(190), c: filler(11) },
    };
    checkInstance(largest);
    const records = toRecords(largest, { shop: filler(63), text: [filler(80), filler(20)] });
    assert.ok(messageLength(response({ answers: listOf(records) })) <= 1_472);
  });

  test("takes every record back when the instance is withdrawn", async (t) => {
    await using network = await open();
    await network.registration[Symbol.asyncDispose]();
    await waitFor(t, () => {
      const last = network.responses().at(-1);
      assert.deepEqual(
        last?.answers,
        listOf(toRecords(network.registration.instance, { shop, ttl: 0 })),
      );
    });
  });

  test("answers each question that DNS-SD asks", async (t) => {
    await using network = await established(t);
    const { type, subtype, srv, txt, address } = network.records;
    const answersTo = async (name: string, type: Question["type"]) =>
      (await ask(network, t, [{ name, type }])).answers;
    assert.deepEqual(await answersTo(SERVICE_TYPE, "PTR"), [type]);
    assert.deepEqual(await answersTo(subtypeName("cartservice"), "PTR"), [subtype]);
    assert.deepEqual(await answersTo(srv.name, "SRV"), [srv]);
    assert.deepEqual(await answersTo(srv.name, "TXT"), [txt]);
    assert.deepEqual(await answersTo(srv.name.toUpperCase(), "ANY"), [srv, txt]);
    assert.deepEqual(await answersTo(address.name, "A"), [address]);
    const [enumerated] = await answersTo(TYPE_ENUMERATION, "PTR");
    assert.equal(enumerated?.type === "PTR" && enumerated.data, SERVICE_TYPE);
  });

  test("adds what the asker will want to know next", async (t) => {
    await using network = await established(t);
    const { srv, txt, address } = network.records;
    const { additionals } = await ask(network, t, [{ name: SERVICE_TYPE, type: "PTR" }]);
    assert.deepEqual(additionals, [srv, txt, address]);
  });

  test("leaves out what the asker knows for half its time yet", async (t) => {
    await using network = await established(t);
    const { type, address } = network.records;
    const questions: Question[] = [
      { name: type.name, type: "PTR" },
      { name: address.name, type: "A" },
    ];
    const { answers } = await ask(network, t, questions, [{ ...type, ttl: 60 }]);
    assert.deepEqual(answers, [address]);
    const again = await ask(network, t, questions, [{ ...type, ttl: 59 }]);
    assert.deepEqual(again.answers, [type, address]);
  });

  test("waits for the rest of a query that did not fit one datagram", async (t) => {
    await using network = await established(t);
    const { type, address } = network.records;
    const questions: Question[] = [
      { name: type.name, type: "PTR" },
      { name: address.name, type: "A" },
    ];
    const before = network.responses().length;
    await network.peer.send(query({ questions, truncated: true }));
    await network.peer.send(query({ answers: [type] }));
    await waitFor(t, () => assert.equal(network.responses().length, before + 1));
    assert.deepEqual(network.responses().at(-1)?.answers, [address]);
  });

  test("answers an ordinary resolver alone, with its id and its question", async () => {
    await using network = await open();
    await using socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.setMulticastInterface("127.0.0.1");
    const question = { name: network.records.address.name, type: "A" } as const;
    const asked = encode({ type: "query", id: 4711, questions: [question] });
    socket.send(asked, network.port, "224.0.0.251");
    const [datagram] = await once(socket, "message");
    const { id, questions, answers } = decode(datagram);
    assert.equal(id, 4711);
    assert.equal(questions?.[0]?.name, question.name);
    const [answer] = answers ?? [];
    assert.ok(answer?.type === "A" && answer.data === "127.0.0.1");
    assert.ok((answer.ttl ?? 0) <= 10 && answer.flush === false);
  });

  test("probes again when another uses its name, and takes a new one when that insists", async (t) => {
    let rival: Message | undefined;
    await using network = await established(t, ({ authorities }) => {
      if (rival === undefined) return undefined;
      const isProbe = authorities.some(({ name }) => name === network.records.srv.name);
      return isProbe ? rival : undefined;
    });
    const { instance } = network.registration;
    const probes = network.queries().length;
    rival = announcementOf({ ...instance, address: "127.0.0.1:9" }, shop);
    await network.peer.send(rival);
    await waitFor(t, () => assert.notEqual(network.registration.instance.id, instance.id));
    const { id } = network.registration.instance;
    assert.ok(id.startsWith(instance.id));
    assert.match(network.warnings.join(), new RegExp(`${instance.id} taken and uses ${id}`));
    await waitFor(t, () => {
      const { answers } = network.responses().at(-1) ?? assert.fail();
      assert.ok(answers.some((each) => each.type === "SRV" && each.name === instanceName(id)));
    });
    const probed = network.queries().slice(probes);
    assert.equal(probed[0]?.questions[0]?.name, network.records.srv.name);
    assert.equal(probed.at(-1)?.questions[0]?.name, instanceName(id));
  });

  test("steps back from a prober for the same name that comes later in order", async (t) => {
    let isLate = false;
    await using network = await open(({ questions, authorities }) => {
      const [srv, txt] = authorities;
      if (isLate || srv?.type !== "SRV" || txt === undefined) return undefined;
      isLate = true;
      const rival = { ...srv, data: { port: 65_535, target: "zz.local" } };
      return query({ questions, authorities: [rival, txt] });
    });
    // One probe, that of the other, and after a pause three more.
    await waitFor(t, () => assert.ok(network.queries().length >= 1 + 1 + 3));
  });

  test("answers nothing when the question is for somebody else", async (t) => {
    await using network = await established(t);
    const somebody: Question[] = [
      { name: subtypeName("adservice"), type: "PTR" },
      { name: instanceName("stranger"), type: "SRV" },
      { name: "printer.local", type: "A" },
      { name: "_ipp._tcp.local", type: "PTR" },
    ];
    await network.peer.send(query({ questions: somebody }));
    const { srv } = network.records;
    // The next that is heard is the answer to the next question.
    const { answers } = await ask(network, t, [{ name: srv.name, type: "SRV" }]);
    assert.deepEqual(answers, [srv]);
  });
});
