import assert from "node:assert/strict";
import { test } from "node:test";
import { messageLength } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { answer } from "./answer.ts";
import { subtypeName, TYPE_ENUMERATION } from "./dns-names.ts";
import { packAnswers, packKnown, packLegacy, packQuestions } from "./pack.ts";
import { listOf } from "./testing/announcement-of.ts";
import { toRecords } from "./to-records.ts";

const all = Array.from({ length: 50 }, () => toRecords(createInstance("cart"), { shop: "test" }));

test("packAnswers keeps every message within a datagram and loses nothing", () => {
  const messages = packAnswers(all.map((each) => ({ answers: listOf(each), additionals: [] })));
  assert.ok(messages.length > 1 && messages.length < all.length);
  for (const message of messages) assert.ok(messageLength(message) <= 1_472);
  assert.deepEqual(
    messages.flatMap(({ answers }) => answers),
    all.flatMap(listOf),
  );
});

test("packLegacy gives each instance a message and the first message every answer that fits", () => {
  const asked = { id: 7, questions: [{ name: subtypeName("cart"), type: "PTR" }] } as const;
  const answers = all.map(({ subtype, srv, txt, address }) => ({
    answers: [subtype],
    additionals: [srv, txt, address],
  }));
  const messages = packLegacy(asked, answers);
  assert.equal(messages.length, all.length);
  for (const message of messages) {
    assert.ok(messageLength(message) <= 1_472);
    assert.deepEqual([message.id, message.questions], [asked.id, asked.questions]);
    for (const { ttl, flush } of [...message.answers, ...message.additionals]) {
      assert.ok(ttl <= 10 && !flush);
    }
  }
  assert.deepEqual(
    messages.map(({ additionals }) => additionals[0]?.name),
    all.map(({ srv }) => srv.name),
  );
  const [first] = messages;
  assert.ok(messageLength(first ?? assert.fail()) > 1_472 - 200, "It has room for another answer");
});

test("packLegacy says once what all instances answer", () => {
  const asked = { id: 7, questions: [{ name: TYPE_ENUMERATION, type: "PTR" }] } as const;
  const answers = all.map((each) => answer(each, asked.questions, []) ?? assert.fail());
  assert.equal(packLegacy(asked, answers).length, 1);
});

test("packKnown asks once, and says of each message but the last that more follow", () => {
  const question = { name: subtypeName("cart"), type: "PTR" } as const;
  const known = all.map(({ subtype }) => subtype);
  const messages = packKnown(question, known);
  assert.ok(messages.length > 1);
  for (const message of messages) assert.ok(messageLength(message) <= 1_472);
  assert.deepEqual(
    messages.flatMap(({ answers }) => answers),
    known,
  );
  assert.deepEqual(
    messages.flatMap(({ questions }) => questions),
    [question],
  );
  assert.deepEqual(
    messages.map(({ truncated }) => truncated),
    messages.map((message) => message !== messages.at(-1)),
  );
});

test("packKnown asks when nothing is known", () => {
  const question = { name: subtypeName("cart"), type: "PTR" } as const;
  assert.deepEqual(
    packKnown(question, []).map(({ questions }) => questions),
    [[question]],
  );
});

test("packQuestions keeps every message within a datagram", () => {
  const questions = all.map(({ srv }) => ({ name: srv.name, type: "SRV" }) as const);
  const messages = packQuestions(questions);
  for (const message of messages) assert.ok(messageLength(message) <= 1_472);
  assert.deepEqual(
    messages.flatMap((message) => message.questions),
    questions,
  );
});
