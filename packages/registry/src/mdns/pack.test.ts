import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { subtypeName } from "./dns-names.ts";
import { packAnswers, packKnown, packQuestions } from "./pack.ts";
import { listOf } from "./testing/announcement-of.ts";
import { messageLength } from "./to-packet.ts";
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
