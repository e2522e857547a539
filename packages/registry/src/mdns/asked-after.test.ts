import assert from "node:assert/strict";
import { test } from "node:test";
import { askedAfter, query } from "@hipstershop/dns-sd";
import { readDatagram, writeMessage } from "@hipstershop/dns-sd/testing";
import { createInstance } from "../contract/create-instance.ts";
import { toRecords } from "./to-records.ts";

const { srv, txt } = toRecords(createInstance("cart"), { shop: "test" });
const question = { name: srv.name, type: "SRV" } as const;

test("askedAfter returns the name when a query asks for an SRV record alone", () => {
  assert.equal(askedAfter(query({ questions: [question] })), srv.name);
  assert.equal(askedAfter(query({ questions: [{ ...question, type: "TXT" }] })), undefined);
  assert.equal(askedAfter(query({ questions: [question, { ...txt }] })), undefined);
  assert.equal(askedAfter(query({})), undefined);
});

test("askedAfter returns undefined when no multicast answer is due", () => {
  const questions = [question];
  assert.equal(askedAfter(query({ questions, answers: [srv] })), undefined);
  assert.equal(askedAfter(query({ questions, truncated: true })), undefined);
  const datagram = Buffer.from(writeMessage(query({ questions })));
  // The QU bit is the first one of the question's class, which is what comes last.
  datagram.writeUInt16BE(0x8001, datagram.length - 2);
  const asked = readDatagram(datagram);
  assert.deepEqual(asked?.questions, [{ ...question, unicast: true }]);
  assert.equal(asked && askedAfter(asked), undefined);
});
