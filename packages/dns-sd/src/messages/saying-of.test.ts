import assert from "node:assert/strict";
import { test } from "node:test";
import { announcementOf } from "../testing/announcement-of.ts";
import { asFound, createService, names } from "../testing/create-service.ts";
import { type Message, type Question, query, response } from "./message.ts";
import { sayingOf } from "./saying-of.ts";
import { toRecords } from "./to-records.ts";

const service = createService("cart");
const { pointers, srv, txt, address } = toRecords(names, service);
const said = { services: [asFound(service)], names: [], subtypes: [] };
const nothing = { services: [], names: [], subtypes: [] };
const saying = (message: Message) => sayingOf(message, names);
const question = (name: string, type: Question["type"]) => query({ questions: [{ name, type }] });

test("sayingOf tells an announcement, a goodbye and an answer from one another", () => {
  assert.deepEqual(saying(announcementOf(service)), { ...said, type: "announcement" });
  assert.deepEqual(saying(announcementOf(service, { ttl: 0 })), { ...said, type: "goodbye" });
  const answer = response({ answers: pointers, additionals: [srv, txt, address] });
  assert.deepEqual(saying(answer), { ...said, type: "answer" });
});

test("sayingOf says which services are probed for", () => {
  const questions = [{ name: srv.name, type: "ANY" } as const];
  const probe = query({ questions, authorities: [srv, txt, address] });
  assert.deepEqual(saying(probe), { ...said, type: "probe" });
});

test("sayingOf says what is asked for: a service, a subtype, or all", () => {
  const type = "question";
  assert.deepEqual(saying(question(srv.name.toUpperCase(), "SRV")), {
    ...nothing,
    type,
    names: [service.name],
  });
  assert.deepEqual(saying(question(names.subtype("cart"), "PTR")), {
    ...nothing,
    type,
    subtypes: ["cart"],
  });
  assert.deepEqual(saying(question(names.type, "PTR")), { ...nothing, type });
});

test("sayingOf returns undefined for what is about services of another type", () => {
  assert.equal(saying(question("_http._tcp.local", "PTR")), undefined);
  assert.equal(saying(query({ authorities: [address] })), undefined);
  assert.equal(saying(response({ answers: [address] })), undefined);
});
