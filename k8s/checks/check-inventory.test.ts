import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkInventory } from "./check-inventory.ts";
import { parseResources } from "./resource.ts";
import { parseSkaffoldConfig } from "./skaffold-config.ts";
import { SHOP, testCheck } from "./testdata/test-check.ts";

const SKAFFOLD = readFileSync(join(import.meta.dirname, "testdata/skaffold.yaml"), "utf8");
const FOLDERS = ["frontend", "cartservice"];

testCheck(
  "checkInventory",
  (resources) => checkInventory(FOLDERS, resources, parseSkaffoldConfig(SKAFFOLD)),
  [
    [
      /---\napiVersion: apps\/v1\nkind: Deployment\nmetadata:\n {2}name: cartservice.*?\n---/s,
      "---",
      '"cartservice" has not a Deployment',
    ],
    [
      "kind: Service\nmetadata:\n  name: frontend",
      "kind: Service\nmetadata:\n  name: web",
      '"frontend" has not a Service',
    ],
  ],
);

test("checkInventory reports when skaffold builds a service that is not there", () => {
  const skaffold = parseSkaffoldConfig(
    SKAFFOLD.replace("image: cartservice", "image: basketservice"),
  );
  assert.deepEqual(checkInventory(FOLDERS, parseResources(SHOP), skaffold), [
    '"cartservice" has not an artifact in skaffold.yaml',
    '"basketservice" is not in services/',
    'The artifact "basketservice" is not built from the service of that name',
  ]);
});

test("checkInventory reports when skaffold does not build what a component needs", () => {
  const skaffold = parseSkaffoldConfig(SKAFFOLD);
  assert.deepEqual(checkInventory(FOLDERS, parseResources(SHOP), skaffold, ["observer"]), [
    '"observer" has not an artifact in skaffold.yaml',
  ]);
});

test("checkInventory reports when a folder is deployed by nobody", () => {
  const problems = checkInventory(
    [...FOLDERS, "giftservice"],
    parseResources(SHOP),
    parseSkaffoldConfig(SKAFFOLD),
  );
  assert.deepEqual(problems, [
    '"giftservice" has not a Deployment',
    '"giftservice" has not a Service',
    '"giftservice" has not an artifact in skaffold.yaml',
  ]);
});
