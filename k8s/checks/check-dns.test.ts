import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDns } from "./check-dns.ts";
import { parseResources } from "./resource.ts";
import { SHOP, testCheck } from "./testdata/test-check.ts";

const INGRESS = "policyTypes: [Ingress]";
const TO_FRONTEND =
  "{ to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: frontend } } }] }";
const toDns = (protocols: readonly string[]) =>
  `{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }],
     ports: [${protocols.map((protocol) => `{ port: 53, protocol: ${protocol} }`)}] }`;
const egress = (...rules: readonly string[]) =>
  `policyTypes: [Ingress, Egress]\n  egress: [${rules.join()}]`;

const UNHEARD = "Policies do not let Deployment cartservice ask DNS where others are";
testCheck("checkDns", checkDns, [
  [INGRESS, egress(toDns(["UDP"]), TO_FRONTEND), UNHEARD],
  [INGRESS, egress(), UNHEARD],
]);

test("checkDns finds nothing when DNS is allowed", () => {
  const shop = SHOP.replace(INGRESS, egress(toDns(["UDP", "TCP"]), TO_FRONTEND));
  assert.notEqual(shop, SHOP);
  assert.deepEqual(checkDns(parseResources(shop)), []);
});

test("checkDns reports when a store may ask DNS, or a Job may not", () => {
  const restricted = SHOP.replace(INGRESS, egress(toDns(["UDP", "TCP"])));
  const store = restricted.replace(
    /kind: Deployment(?=\nmetadata:\n {2}name: cartservice)/,
    "kind: StatefulSet",
  );
  assert.notEqual(store, restricted);
  assert.deepEqual(checkDns(parseResources(store)), [
    "Policies let StatefulSet cartservice ask DNS; it calls nobody",
  ]);
  const job = SHOP.replace(INGRESS, egress()).replace(
    /kind: Deployment(?=\nmetadata:\n {2}name: cartservice)/,
    "kind: Job",
  );
  assert.deepEqual(checkDns(parseResources(job)), [
    "Policies do not let Job cartservice ask DNS where others are",
  ]);
});
