import assert from "node:assert/strict";
import { test } from "node:test";
import { createService, names } from "../testing/create-service.ts";
import { answer } from "./answer.ts";
import { toRecords } from "./to-records.ts";

const records = toRecords(names, createService("cart"));

test("answer returns undefined when no question is for the service", () => {
  assert.equal(answer(records, [{ name: "printer.local", type: "ANY" }], []), undefined);
});

test("answer says that a name of its own has nothing of a type", () => {
  const { srv, address } = records;
  const noIpv6 = answer(records, [{ name: address.name, type: "AAAA" }], []);
  assert.deepEqual(noIpv6?.answers, [
    {
      type: "NSEC",
      name: address.name,
      ttl: 120,
      flush: true,
      data: { nextDomain: address.name, rrtypes: ["A"] },
    },
  ]);
  const noAddress = answer(records, [{ name: srv.name, type: "A" }], []);
  assert.deepEqual(noAddress?.answers[0]?.data, { nextDomain: srv.name, rrtypes: ["TXT", "SRV"] });
});

test("answer says nothing about a name that it shares", () => {
  assert.equal(answer(records, [{ name: names.type, type: "SRV" }], []), undefined);
});

test("answer adds nothing to the name of the type", () => {
  const given = answer(records, [{ name: names.enumeration.name, type: "PTR" }], []);
  assert.deepEqual(given?.additionals, []);
});
