import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDns } from "./check-dns.ts";
import { parseResources } from "./resource.ts";
import { SHOP, testCheck } from "./testdata/test-check.ts";

const INGRESS = "policyTypes: [Ingress]";
const dns = (protocols: readonly string[]) =>
  `policyTypes: [Ingress, Egress]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }]
      ports: [${protocols.map((protocol) => `{ port: 53, protocol: ${protocol} }`)}]
    - to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: frontend } } }]`;

testCheck("checkDns", checkDns, [
  [INGRESS, dns(["UDP"]), "Policies let Deployment cartservice call, but not ask DNS where"],
]);

test("checkDns finds nothing when DNS is allowed", () => {
  const shop = SHOP.replace(INGRESS, dns(["UDP", "TCP"]));
  assert.notEqual(shop, SHOP);
  assert.deepEqual(checkDns(parseResources(shop)), []);
});
