import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "dns-packet";
import { announcementOf } from "../testing/announcement-of.ts";
import { createService, names } from "../testing/create-service.ts";
import { readDatagram } from "../testing/read-datagram.ts";
import { writeMessage } from "../testing/write-message.ts";
import { query, response } from "./message.ts";
import { toRecords } from "./to-records.ts";

test("readMessage returns what writeMessage was given", () => {
  const announcement = announcementOf(createService("cart"));
  const questions = [{ name: "a.local", type: "ANY" }] as const;
  for (const message of [
    announcement,
    response({ ...announcement, additionals: announcement.answers, answers: [] }),
    query({ id: 7, questions, authorities: announcement.answers, truncated: true }),
  ]) {
    assert.deepEqual(readDatagram(Buffer.from(writeMessage(message))), message);
  }
});

test("readMessage leaves out what does not concern multicast DNS", () => {
  const bytes = encode({
    type: "response",
    answers: [
      { type: "MX", name: "a.local", data: { exchange: "b.local" } },
      { type: "A", class: "CH", name: "a.local", data: "127.0.0.1" },
      { type: "A", name: "a.local", ttl: 2_000_000_000, data: "127.0.0.1" },
    ],
  });
  assert.deepEqual(readDatagram(bytes)?.answers, [
    { type: "A", name: "a.local", ttl: 4_500, flush: false, data: "127.0.0.1" },
  ]);
});

test("readMessage leaves out text that is longer than anyone may announce", () => {
  const textOf = (data: readonly string[]) => {
    const { txt } = toRecords(names, createService("cart"));
    const bytes = writeMessage(response({ answers: [{ ...txt, data }] }));
    return readDatagram(Buffer.from(bytes))?.answers.map((record) => record.data);
  };
  for (const length of [24, 32]) {
    const data = Array.from({ length }, (_, index) => `k${index}=`);
    assert.deepEqual(textOf(data), [data]);
  }
  const long = Array.from({ length: 5 }, () => "x".repeat(255));
  assert.deepEqual(textOf(long), [long]);
  assert.deepEqual(textOf([...long, "x".repeat(19)]), [[...long, "x".repeat(19)]]);
  assert.deepEqual(textOf([...long, "x".repeat(20)]), []);
  assert.deepEqual(textOf(Array.from({ length: 33 }, () => "")), []);
});

test("readMessage returns undefined when the code of operation or response is not 0", () => {
  const bytes = Buffer.from(writeMessage(query({})));
  for (const flags of [0x0800, 0x7800, 0x0003]) {
    bytes.writeUInt16BE(flags, 2);
    assert.equal(readDatagram(bytes), undefined);
  }
});

test("readMessage returns undefined when a header promises more than there is", () => {
  const bytes = Buffer.alloc(12);
  bytes.fill(0xff, 4);
  assert.equal(readDatagram(bytes), undefined);
  assert.equal(readDatagram(Buffer.alloc(0)), undefined);
  assert.equal(readDatagram(Buffer.alloc(9_001)), undefined);
});

test("readMessage returns undefined when a name points at itself", () => {
  const bytes = Buffer.alloc(18);
  bytes.writeUInt16BE(1, 4);
  bytes.writeUInt16BE(0xc00c, 12);
  assert.equal(readDatagram(bytes), undefined);
});
