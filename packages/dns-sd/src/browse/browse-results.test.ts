import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Service } from "../service.ts";
import { createFound } from "../testing/create-found.ts";
import { createService } from "../testing/create-service.ts";
import { createBrowseResults } from "./browse-results.ts";

const MAX = 500;

/** Results that are full of services of one subtype, which came in this order. */
function fill(t: TestContext, subtype = "cart") {
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const found = createFound();
  const browsed = new Set(["cart", "currency"]);
  const results = createBrowseResults({ ...found, isBrowsed: (each) => browsed.has(each) });
  const put = (service: Service) => results.put(service.name, service);
  const services = Array.from({ length: MAX }, () => createService(subtype));
  for (const each of services) assert.equal(put(each), undefined);
  const known = (service?: Service) => service && found.of(subtype).includes(service);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { found, browsed, results, put, services, known, pass };
}

test("put leaves a newcomer out while all have been there for less than a second", (t) => {
  const { put, known, found, pass } = fill(t);
  const newcomer = createService("cart");
  pass(999);
  assert.equal(put(newcomer), newcomer.name);
  assert.equal(known(newcomer), false);
  assert.deepEqual(found.losses, ["crowded"]);
  assert.equal(found.of("cart").length, MAX);
});

test("put drops the oldest that has answered no call when a newcomer comes", (t) => {
  const { put, results, known, services, found, pass } = fill(t);
  const [first, second] = services;
  results.confirm(first?.name ?? "");
  pass(1_000);
  const newcomer = createService("cart");
  assert.equal(put(newcomer), second?.name);
  assert.ok(known(newcomer) && known(first) && !known(second));
  assert.equal(found.of("cart").length, MAX);
});

test("put drops none that has answered a call", (t) => {
  const { put, results, services, pass, known } = fill(t);
  for (const { name } of services) results.confirm(name);
  pass(60_000);
  const newcomer = createService("cart");
  assert.equal(put(newcomer), newcomer.name);
  for (const each of services) assert.ok(known(each));
});

test("put takes one of another subtype, in the place of one of those that are too many", (t) => {
  const { put, services, found } = fill(t);
  const other = createService("currency");
  assert.equal(put(other), services.at(-1)?.name);
  assert.deepEqual(found.of("currency"), [other]);
  assert.equal(found.of("cart").length, MAX - 1);
});

test("put takes what has changed of a service when there is no room for another", (t) => {
  const { put, services, found } = fill(t);
  const moved = { ...(services[0] ?? assert.fail()), port: 1 };
  assert.equal(put(moved), undefined);
  assert.ok(found.of("cart").includes(moved));
});

test("put drops the oldest that nobody looks for, however short it was there", (t) => {
  const { put, services, known } = fill(t, "other");
  const newcomers = [createService("cart"), createService("other")];
  assert.deepEqual(newcomers.map(put), [services[0]?.name, services[1]?.name]);
  assert.ok(known(newcomers[1]));
});

test("put counts a service that is not complete", (t) => {
  const { results, known, services, pass } = fill(t);
  pass(1_000);
  assert.equal(results.put("incomplete", undefined), services[0]?.name);
  assert.equal(known(services[0]), false);
  results.remove("incomplete", "expired");
  assert.equal(results.put("another", undefined), undefined);
});

test("put lets a service stay once somebody looks for its subtype", (t) => {
  const { browsed, put, services, known } = fill(t, "other");
  browsed.add("other");
  for (const each of services) assert.equal(put(each), undefined);
  const newcomer = createService("other");
  assert.equal(put(newcomer), newcomer.name);
  assert.ok(known(services[0]));
});

test("put takes out no service when somebody begins to look for its subtype", (t) => {
  const { browsed, put, services, found } = fill(t, "other");
  browsed.add("other");
  assert.equal(put(services[0] ?? assert.fail()), undefined);
  assert.deepEqual(found.losses, []);
});
