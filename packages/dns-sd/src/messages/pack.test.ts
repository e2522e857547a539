import assert from "node:assert/strict";
import { test } from "node:test";
import { createService, names } from "../testing/create-service.ts";
import { answer } from "./answer.ts";
import { packAnswers, packKnown, packLegacy, packQuestions } from "./pack.ts";
import { messageLength } from "./to-packet.ts";
import { announced, toRecords } from "./to-records.ts";

const all = Array.from({ length: 50 }, () => toRecords(names, createService("cart")));

test("packAnswers keeps every message within a datagram and loses nothing", () => {
  const messages = packAnswers(all.map((each) => ({ answers: announced(each), additionals: [] })));
  assert.ok(messages.length > 1 && messages.length < all.length);
  for (const message of messages) assert.ok(messageLength(message) <= 1_472);
  assert.deepEqual(
    messages.flatMap(({ answers }) => answers),
    all.flatMap(announced),
  );
});

test("packLegacy gives each service a message and the first message every answer that fits", () => {
  const asked = { id: 7, questions: [{ name: names.subtype("cart"), type: "PTR" }] } as const;
  const answers = all.map(({ pointers, srv, txt, address }) => ({
    answers: pointers.slice(1),
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

test("packLegacy says once what all services answer", () => {
  const asked = { id: 7, questions: [{ name: names.enumeration.name, type: "PTR" }] } as const;
  const answers = all.map((each) => answer(each, asked.questions, []) ?? assert.fail());
  assert.equal(packLegacy(asked, answers).length, 1);
});

test("packKnown asks once, and says of each message but the last that more follow", () => {
  const question = { name: names.subtype("cart"), type: "PTR" } as const;
  const known = all.flatMap(({ pointers }) => pointers.slice(1));
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
  const question = { name: names.subtype("cart"), type: "PTR" } as const;
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
