import assert from "node:assert/strict";
import { test } from "node:test";
import { createService, names } from "../testing/create-service.ts";
import { formatMessage } from "./format-message.ts";
import { query, response } from "./message.ts";
import { toRecords } from "./to-records.ts";

const service = { ...createService("cart"), name: "cart-1", port: 7070 };
const { pointers, srv, txt, address } = toRecords(names, service);

test("formatMessage writes a line for each question and record, with its section", () => {
  const asked = query({
    questions: [{ name: names.type, type: "PTR" }],
    answers: pointers.slice(0, 1),
    authorities: [address],
  });
  assert.deepEqual(formatMessage(asked), [
    "Q  _test._tcp.local PTR",
    "AN _test._tcp.local 120 PTR cart-1._test._tcp.local",
    "NS cart-1.local 120 flush A 127.0.0.1",
  ]);
  assert.deepEqual(formatMessage(response({ answers: [srv], additionals: [txt] })), [
    "AN cart-1._test._tcp.local 120 flush SRV 7070 cart-1.local",
    'AR cart-1._test._tcp.local 120 flush TXT "subtype=cart" "zone=zürich-1" "Build-Id=a=b c"',
  ]);
});
