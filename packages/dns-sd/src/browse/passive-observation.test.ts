import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { type Message, query } from "../messages/message.ts";
import { toRecords } from "../messages/to-records.ts";
import { createService, names } from "../testing/create-service.ts";
import { readDatagram } from "../testing/read-datagram.ts";
import { writeMessage } from "../testing/write-message.ts";
import { LOOPBACK } from "../timing.ts";
import { cacheRecord } from "./cached-record.ts";
import { createPassiveObservation } from "./passive-observation.ts";

const { reconfirmIntervalMs, reconfirmWaitMs } = LOOPBACK;
const WAIT_MS = reconfirmIntervalMs + reconfirmWaitMs;
const { srv, txt } = toRecords(names, createService("cart"));
const question = { name: srv.name, type: "SRV" } as const;
const asking = query({ questions: [question] });

/** Passive observation of a service, on a clock that a test moves. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const gone: string[] = [];
  let cached = cacheRecord(srv, nowMs);
  const cache = { srv: (name: string) => (name === srv.name ? cached : undefined) };
  const observation = createPassiveObservation(LOOPBACK, cache, (name) => gone.push(name));
  t.after(() => observation[Symbol.dispose]());
  return {
    observation,
    gone,
    hearOfIt() {
      cached = cacheRecord(srv, nowMs);
    },
    async pass(ms: number) {
      nowMs += ms;
      t.mock.timers.tick(ms);
      await setImmediate();
    },
  };
}

test("a service is gone when two questions have no answer", async (t) => {
  const { observation, gone, pass } = open(t);
  observation.hear(asking);
  await pass(reconfirmIntervalMs);
  observation.hear(asking);
  assert.deepEqual(gone, []);
  await pass(reconfirmWaitMs);
  assert.deepEqual(gone, [srv.name]);
});

test("a service is not gone when one question has no answer", async (t) => {
  const { observation, gone, pass } = open(t);
  observation.hear(asking);
  await pass(10_001);
  observation.hear(asking);
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});

test("a service is gone when a second question comes within ten seconds", async (t) => {
  const { observation, gone, pass } = open(t);
  observation.hear(asking);
  await pass(5_000);
  observation.hear(asking);
  await pass(WAIT_MS);
  assert.deepEqual(gone, [srv.name]);
});

test("a service is not gone when it was heard of since", async (t) => {
  const { observation, gone, hearOfIt, pass } = open(t);
  observation.hear(asking);
  observation.hear(asking);
  hearOfIt();
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});

test("a service is not gone when the first of two questions was answered", async (t) => {
  const { observation, gone, hearOfIt, pass } = open(t);
  observation.hear(asking);
  hearOfIt();
  observation.hear(asking);
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});

test("judge drops a service once, though it is told to twice", async (t) => {
  const { observation, gone, pass } = open(t);
  assert.equal(observation.judge(srv.name, WAIT_MS), true);
  assert.equal(observation.judge(srv.name, WAIT_MS), false);
  await pass(WAIT_MS);
  assert.deepEqual(gone, [srv.name]);
});

test("a query does not count when it asks for more than an SRV record", async (t) => {
  const { observation, gone, pass } = open(t);
  for (const questions of [[{ ...question, type: "TXT" } as const], [question, { ...txt }], []]) {
    for (let count = 0; count < 2; count++) observation.hear(query({ questions }));
  }
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});

test("a query does not count when no multicast answer is due", async (t) => {
  const { observation, gone, pass } = open(t);
  const datagram = Buffer.from(writeMessage(asking));
  // The QU bit is the first one of the question's class, which is what comes last.
  datagram.writeUInt16BE(0x8001, datagram.length - 2);
  const unicast = readDatagram(datagram) as Message;
  assert.deepEqual(unicast.questions, [{ ...question, unicast: true }]);
  for (const each of [{ ...asking, answers: [srv] }, { ...asking, truncated: true }, unicast]) {
    for (let count = 0; count < 2; count++) observation.hear(each);
  }
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});
