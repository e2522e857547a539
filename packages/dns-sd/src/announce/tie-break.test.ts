import assert from "node:assert/strict";
import { test } from "node:test";
import { toRecords } from "../messages/to-records.ts";
import { createService, names } from "../testing/create-service.ts";
import { compareRecords } from "./tie-break.ts";

const { srv, txt, address } = toRecords(names, createService("a"));

test("compareRecords returns 0 when both say the same, in any order", () => {
  assert.equal(compareRecords([srv, txt], [txt, srv]), 0);
});

test("compareRecords goes by the bytes of the data", () => {
  const later = { ...srv, data: { ...srv.data, port: srv.data.port === 65_535 ? 1 : 65_535 } };
  const order = Math.sign(later.data.port - srv.data.port);
  assert.equal(Math.sign(compareRecords([later], [srv])), order);
  assert.equal(Math.sign(compareRecords([srv], [later])), -order);
});

test("compareRecords goes by type before data", () => {
  assert.ok(compareRecords([{ ...txt, data: ["zz"] }], [srv]) < 0);
});

test("compareRecords goes by the bytes of addresses, not by their text", () => {
  const at = (data: string) => ({ ...address, data });
  assert.ok(compareRecords([at("10.0.0.9")], [at("10.0.0.10")]) < 0);
  const at6 = (data: string) => ({ ...address, type: "AAAA" as const, data });
  assert.ok(compareRecords([at6("fe80::9")], [at6("fe80::10")]) < 0);
  assert.equal(compareRecords([at6("::1")], [at6("0:0:0:0:0:0:0:1")]), 0);
});

test("compareRecords puts the longer later when both begin alike", () => {
  assert.ok(compareRecords([txt, srv], [txt]) > 0);
  assert.ok(compareRecords([txt], [txt, srv]) < 0);
});
