import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Link } from "../links/link.ts";
import { type Message, type Question, query } from "../messages/message.ts";
import { toRecords } from "../messages/to-records.ts";
import { createService, names } from "../testing/create-service.ts";
import { SHARED } from "../timing.ts";
import { createAnswering } from "./answering.ts";

const records = toRecords(names, createService("cart"));
const [type, subtype] = records.pointers;
assert.ok(type && subtype);
const pointer: Question = { name: names.subtype("cart"), type: "PTR" };
const service: Question = { name: records.srv.name, type: "SRV" };

/** What answers on a shared link, and the answers with the time that a test let pass. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent: Message[] = [];
  const link: Link = {
    address: "10.0.0.1",
    async send(message) {
      sent.push(message);
    },
    async [Symbol.asyncDispose]() {},
  };
  const answering = createAnswering({
    timing: SHARED,
    port: 5353,
    records: () => [records],
  });
  t.after(() => answering[Symbol.dispose]());
  const hear = (parts: Partial<Message>, address = "10.0.0.2") =>
    answering.hear(query(parts), { address, port: 5353 }, link);
  const pass = async (ms: number) => {
    t.mock.timers.tick(ms);
    await setImmediate();
  };
  return { sent, hear, pass };
}

test("an answer that others may give too waits from 20 to 120 ms", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [pointer] });
  await pass(19);
  assert.equal(sent.length, 0);
  await pass(101);
  assert.equal(sent.length, 1);
});

test("an answer that only we can give is given at once", (t) => {
  const { sent, hear } = open(t);
  hear({ questions: [service] });
  assert.equal(sent.length, 1);
});

test("an answer is given once for what one asker asks in the meantime", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [pointer] });
  hear({ questions: [service] });
  await pass(120);
  assert.deepEqual(
    sent.map(({ answers }) => answers),
    [[subtype, records.srv]],
  );
});

test("an answer is given to one asker whatever another at its address knows", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [pointer], answers: [subtype] });
  hear({ questions: [pointer] });
  hear({ questions: [pointer], answers: [subtype] });
  await pass(120);
  assert.deepEqual(
    sent.map(({ answers }) => answers),
    [[subtype]],
  );
});

test("an answer is repeated no sooner than a second later", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [service] });
  hear({ questions: [service] }, "10.0.0.3");
  await pass(999);
  assert.equal(sent.length, 1);
  t.mock.method(performance, "now", () => Number.MAX_SAFE_INTEGER);
  await pass(1);
  assert.equal(sent.length, 2);
});

test("an answer is repeated once for all who asked too soon", async (t) => {
  const { sent, hear, pass } = open(t);
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  for (let asker = 1; asker <= 5; asker++) hear({ questions: [service] }, `10.0.1.${asker}`);
  const counts: number[] = [];
  for (let second = 0; second < 4; second++) {
    counts.push(sent.length);
    nowMs += 1_000;
    await pass(1_000);
  }
  assert.deepEqual(counts, [1, 2, 2, 2]);
});

test("an answer waits for no other record of the same service", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [service] });
  hear({ questions: [pointer, service] }, "10.0.0.3");
  await pass(120);
  assert.deepEqual(
    sent.map(({ answers }) => answers),
    [[records.srv], [subtype]],
  );
});

test("a prober is answered at once, however often", (t) => {
  const { sent, hear } = open(t);
  const probe = { questions: [service], authorities: [{ ...records.srv, ttl: 1 }] };
  for (let count = 0; count < 3; count++) hear(probe);
  assert.equal(sent.length, 3);
});

test("a prober is answered at once while another at its address waits for an answer", (t) => {
  const { sent, hear } = open(t);
  hear({ questions: [pointer] });
  hear({ questions: [service], authorities: [{ ...records.srv, ttl: 1 }] });
  assert.equal(sent.length, 1);
});

test("a query in several messages is answered when the last has come", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [pointer, service], truncated: true });
  await pass(399);
  hear({ answers: [subtype] });
  assert.equal(sent.length, 0);
  await pass(101);
  assert.deepEqual(
    sent.map(({ answers }) => answers),
    [[records.srv]],
  );
});

test("a query in several messages is answered whole when the rest came while the process was busy", async (t) => {
  const { sent, hear, pass } = open(t);
  hear({ questions: [pointer, service], truncated: true });
  const busy = pass(500);
  hear({ answers: [subtype] });
  await busy;
  assert.deepEqual(
    sent.map(({ answers }) => answers),
    [[records.srv]],
  );
});

test("a flood of queries makes no more than a thousand wait", async (t) => {
  const { sent, hear, pass } = open(t);
  for (let count = 0; count < 5_000; count++) hear({ questions: [pointer] }, `10.1.${count}.1`);
  t.mock.method(performance, "now", () => 0);
  await pass(120);
  // The first is given, and the others come too soon after it.
  assert.equal(sent.length, 1);
});
