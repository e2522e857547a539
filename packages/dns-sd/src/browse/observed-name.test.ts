import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../messages/message.ts";
import { toRecords } from "../messages/to-records.ts";
import { createService, names } from "../testing/create-service.ts";
import { readDatagram } from "../testing/read-datagram.ts";
import { writeMessage } from "../testing/write-message.ts";
import { observedName } from "./observed-name.ts";

const { srv, txt } = toRecords(names, createService("cart"));
const question = { name: srv.name, type: "SRV" } as const;

test("observedName returns the name when a query asks for an SRV record alone", () => {
  assert.equal(observedName(query({ questions: [question] })), srv.name);
  assert.equal(observedName(query({ questions: [{ ...question, type: "TXT" }] })), undefined);
  assert.equal(observedName(query({ questions: [question, { ...txt }] })), undefined);
  assert.equal(observedName(query({})), undefined);
});

test("observedName returns undefined when no multicast answer is due", () => {
  const questions = [question];
  assert.equal(observedName(query({ questions, answers: [srv] })), undefined);
  assert.equal(observedName(query({ questions, truncated: true })), undefined);
  const datagram = Buffer.from(writeMessage(query({ questions })));
  // The QU bit is the first one of the question's class, which is what comes last.
  datagram.writeUInt16BE(0x8001, datagram.length - 2);
  const asked = readDatagram(datagram);
  assert.deepEqual(asked?.questions, [{ ...question, unicast: true }]);
  assert.equal(asked && observedName(asked), undefined);
});
