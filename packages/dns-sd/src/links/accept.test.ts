import assert from "node:assert/strict";
import { test } from "node:test";
import { response } from "../messages/message.ts";
import { announced, type ServiceRecords, toRecords } from "../messages/to-records.ts";
import { announcementOf } from "../testing/announcement-of.ts";
import { createService, names } from "../testing/create-service.ts";
import { createTestSigner } from "../testing/create-test-signer.ts";
import { accept } from "./accept.ts";

const message = announcementOf(createService("cart"));
const common = { name: "cart.local", ttl: 120, flush: true };
const loopback = { address: "127.0.0.1" };
const lan = { address: "192.168.1.7" };
const types = (kept: typeof message) => kept.answers.map(({ type }) => type);

test("accept takes an address of this machine alone only from this machine", () => {
  assert.deepEqual(types(accept(message, lan, names)), ["PTR", "PTR", "SRV", "TXT"]);
  assert.deepEqual(types(accept(message, loopback, names)), ["PTR", "PTR", "SRV", "TXT", "A"]);
});

test("accept takes an address of this machine alone in no spelling from another", () => {
  const isAccepted = (type: "A" | "AAAA", data: string) => {
    const record = { ...common, type, data };
    return accept(response({ answers: [record] }), lan, names).answers.length === 1;
  };
  for (const data of ["127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3"]) {
    assert.equal(isAccepted("A", data), false, data);
  }
  for (const data of ["::1", "::", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"]) {
    assert.equal(isAccepted("AAAA", data), false, data);
  }
  assert.equal(isAccepted("AAAA", "::ffff:0.0.0.0"), false);
  assert.equal(isAccepted("A", "192.168.1.8"), true);
  assert.equal(isAccepted("AAAA", "2001:db8::1"), true);
  assert.equal(isAccepted("AAAA", "::ffff:192.168.1.8"), true);
});

test("accept takes nothing that is not signed when there is a signer", () => {
  const signer = createTestSigner();
  assert.deepEqual(types(accept(message, loopback, names, signer)), []);
});

test("accept takes no record whose TTL says the contrary of what was signed", () => {
  const signer = createTestSigner();
  const service = createService("cart");
  const txt = new Map([...service.txt, ...signer.sign(service, "announcement")]);
  const records = toRecords(names, { ...service, txt });
  const accepted = (changed: Partial<ServiceRecords>) => {
    const answers = announced({ ...records, ...changed });
    return accept(response({ answers }), loopback, names, signer).answers.length;
  };
  const { pointers, srv, address } = records;
  const [type, ...subtypes] = pointers;
  assert.ok(type);
  assert.equal(accepted({}), 5);
  assert.equal(accepted({ pointers: [{ ...type, ttl: 0 }, ...subtypes] }), 4);
  assert.equal(accepted({ srv: { ...srv, ttl: 0 } }), 0);
  assert.equal(accepted({ address: { ...address, ttl: 0 } }), 0);
  assert.equal(accepted({ txt: { ...records.txt, ttl: 0 } }), 0);
});
