import assert from "node:assert/strict";
import { test } from "node:test";
import { asFound, createService, names } from "../testing/create-service.ts";
import { toRecords } from "./to-records.ts";
import { toService } from "./to-service.ts";

test("toService returns what toRecords was given", () => {
  for (const address of ["127.0.0.1", "2001:db8::1"]) {
    const service = { ...createService("cart"), address };
    const records = toRecords(names, service);
    assert.deepEqual(toService(names, records.srv, records.txt, records.address), asFound(service));
  }
});

test("toService returns undefined when the name is of another type or the port is 0", () => {
  const { srv, txt, address } = toRecords(names, createService("cart"));
  assert.equal(toService(names, { ...srv, name: "a._ipp._tcp.local" }, txt, address), undefined);
  const noPort = { ...srv, data: { ...srv.data, port: 0 } };
  assert.equal(toService(names, noPort, txt, address), undefined);
});

test("toService returns undefined when the name has control characters", () => {
  const { srv, txt, address } = toRecords(names, createService("cart"));
  const odd = { ...srv, name: srv.name.replace("cart", "\u001b[2J") };
  assert.equal(toService(names, odd, txt, address), undefined);
});

test("toService keeps the first of a key, whatever its case", () => {
  const { srv, txt, address } = toRecords(names, createService("cart"));
  const data = ["Zone=a", "zone=b", "=c", "flag", "empty=", "sum=1=1"];
  const service = toService(names, srv, { ...txt, data }, address) ?? assert.fail();
  assert.deepEqual(Object.fromEntries(service.txt), { Zone: "a", empty: "", sum: "1=1" });
});
