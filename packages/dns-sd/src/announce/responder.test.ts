import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { decode, encode } from "dns-packet";
import { createDnsSd } from "../dns-sd.ts";
import type { DnsRecord } from "../messages/dns-record.ts";
import { type Message, type Question, query } from "../messages/message.ts";
import { messageLength } from "../messages/to-packet.ts";
import { announced, toRecords } from "../messages/to-records.ts";
import { announcementOf } from "../testing/announcement-of.ts";
import { createFound } from "../testing/create-found.ts";
import { createPeer } from "../testing/create-peer.ts";
import { createService, names, TYPE } from "../testing/create-service.ts";
import { freePort } from "../testing/free-port.ts";
import { PATIENCE_MS } from "../testing/patience-ms.ts";

/** A process that announces one service, and a peer that hears it and may answer. */
async function open(answer?: (message: Message) => Message | undefined) {
  const service = createService("cart");
  const stack = new AsyncDisposableStack();
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const port = await freePort();
  const peer = stack.use(await createPeer(port, answer));
  const dnsSd = stack.use(await createDnsSd({ type: TYPE, port, warn, ...createFound() }));
  const advertisement = await dnsSd.advertise(service);
  return {
    port,
    peer,
    service,
    advertisement,
    warnings,
    records: toRecords(names, service),
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
      assert.deepEqual(message.answers, announced(network.records));
      assert.ok(messageLength(message) <= 1_472);
    }
  });

  test("takes every record back when the service is withdrawn", async (t) => {
    await using network = await open();
    await network.advertisement[Symbol.asyncDispose]();
    await waitFor(t, () => {
      const last = network.responses().at(-1);
      assert.deepEqual(last?.answers, announced(toRecords(names, network.service, { ttl: 0 })));
    });
  });

  test("answers each question that DNS-SD asks", async (t) => {
    await using network = await established(t);
    const { pointers, srv, txt, address } = network.records;
    const [type, subtype] = pointers;
    const answersTo = async (name: string, type: Question["type"]) =>
      (await ask(network, t, [{ name, type }])).answers;
    assert.deepEqual(await answersTo(names.type, "PTR"), [type]);
    assert.deepEqual(await answersTo(names.subtype("cart"), "PTR"), [subtype]);
    assert.deepEqual(await answersTo(srv.name, "SRV"), [srv]);
    assert.deepEqual(await answersTo(srv.name, "TXT"), [txt]);
    assert.deepEqual(await answersTo(srv.name.toUpperCase(), "ANY"), [srv, txt]);
    assert.deepEqual(await answersTo(address.name, "A"), [address]);
    const [enumerated] = await answersTo(names.enumeration.name, "PTR");
    assert.equal(enumerated?.type === "PTR" && enumerated.data, names.type);
  });

  test("adds what the asker will want to know next", async (t) => {
    await using network = await established(t);
    const { srv, txt, address } = network.records;
    const { additionals } = await ask(network, t, [{ name: names.type, type: "PTR" }]);
    assert.deepEqual(additionals, [srv, txt, address]);
  });

  test("leaves out what the asker knows for half its time yet", async (t) => {
    await using network = await established(t);
    const { pointers, address } = network.records;
    const [type = assert.fail()] = pointers;
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
    const { pointers, address } = network.records;
    const [type = assert.fail()] = pointers;
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
    const { service, advertisement } = network;
    const probes = network.queries().length;
    rival = announcementOf({ ...service, port: 9 });
    await network.peer.send(rival);
    await waitFor(t, () => assert.notEqual(advertisement.name, service.name));
    const { name } = advertisement;
    assert.ok(name.startsWith(service.name));
    assert.match(network.warnings.join(), new RegExp(`${service.name} taken and uses ${name}`));
    await waitFor(t, () => {
      const { answers } = network.responses().at(-1) ?? assert.fail();
      assert.ok(answers.some((each) => each.type === "SRV" && each.name === names.service(name)));
    });
    const probed = network.queries().slice(probes);
    assert.equal(probed[0]?.questions[0]?.name, network.records.srv.name);
    assert.equal(probed.at(-1)?.questions[0]?.name, names.service(name));
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
      { name: names.subtype("ad"), type: "PTR" },
      { name: names.service("stranger"), type: "SRV" },
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
