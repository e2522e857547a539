import assert from "node:assert/strict";
import { test } from "node:test";
import type { RegistryEvent } from "@hipstershop/service";
import { sentenceOf } from "./sentence-of.ts";

const instance = {
  id: "cart-1",
  service: "cartservice",
  address: "127.0.0.1:4711",
  version: "1",
  metadata: {},
};
const event = (parts: Partial<RegistryEvent> & Pick<RegistryEvent, "type">): RegistryEvent => ({
  registry: "mdns",
  atMs: 0,
  services: ["cartservice"],
  instances: [instance],
  ...parts,
});
const message = { direction: "sent", lines: [], bytes: new Uint8Array() } as const;

test("sentenceOf says who announces itself, and where the RFC has the rule", () => {
  assert.deepEqual(sentenceOf(event({ type: "announcement" })), {
    text: "cart-1 announces itself: cartservice at 127.0.0.1:4711.",
    rule: { rfc: 6762, section: "8.3", title: "Announcing" },
  });
  const two = [instance, { ...instance, id: "cart-2" }];
  assert.equal(
    sentenceOf(event({ type: "goodbye", instances: two })).text,
    "cart-1 and cart-2 say goodbye.",
  );
});

test("sentenceOf says what is asked, and whether the observer asks", () => {
  const question = (parts: Partial<RegistryEvent>) =>
    sentenceOf(event({ type: "question", ...parts })).text;
  assert.equal(question({}), "Somebody asks whether cart-1 is still there.");
  assert.equal(question({ instances: [], message }), "The observer asks who offers cartservice.");
  const asked = {
    direction: "heard",
    lines: ["Q  cart PTR", "AN cart 118 PTR cart-1"],
    bytes: new Uint8Array(),
  } as const;
  assert.equal(
    question({ instances: [], message: asked }),
    "Somebody asks who offers cartservice, and knows 1 already.",
  );
  assert.equal(
    question({ instances: [], services: [] }),
    "Somebody asks for all instances of all services.",
  );
});

test("sentenceOf says why an instance is gone", () => {
  const { text, rule } = sentenceOf(event({ type: "gone", reason: "unanswered" }));
  assert.equal(
    text,
    "The observer knows cart-1 no longer: somebody asked for it twice, and it did not answer.",
  );
  assert.equal(rule?.section, "10.4");
  assert.match(sentenceOf(event({ type: "gone" })).text, /: it is no longer announced\.$/);
});

test("sentenceOf has words for every type of event", () => {
  const types = [
    "probe",
    "answer",
    "conflict",
    "found",
    "changed",
    "registered",
    "withdrawn",
  ] as const;
  const others = ["list", "change", "trouble", "recovered"] as const;
  for (const type of [...types, ...others]) {
    assert.match(sentenceOf(event({ type, reason: "why" })).text, /^\S.* .*[^ ]\.$/, type);
  }
});

test("sentenceOf says what has changed in a cluster", () => {
  const change = (type: string, services: readonly string[]) => {
    const lines = JSON.stringify({ type, object: { type: "other" } }, undefined, 2).split("\n");
    const heard = { direction: "heard", lines, bytes: new Uint8Array() } as const;
    return sentenceOf(event({ type: "change", services, instances: [], message: heard })).text;
  };
  assert.equal(change("ADDED", ["cart"]), "The API server tells of a new slice of cart.");
  assert.equal(change("MODIFIED", ["cart"]), "The API server tells of a change of cart.");
  assert.equal(change("BOOKMARK", []), "The API server tells of no change of any service.");
});
