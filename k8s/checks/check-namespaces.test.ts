import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNamespaces } from "./check-namespaces.ts";
import { parseResources } from "./resource.ts";

test("checkNamespaces reports each object that is in no namespace, or in the default one", () => {
  const objects = ["shop", "default", undefined].map((namespace, index) => ({
    kind: "Service",
    metadata: { name: `service-${index}`, namespace },
  }));
  const all = [{ kind: "Namespace", metadata: { name: "shop" } }, ...objects];
  const resources = parseResources(all.map((object) => JSON.stringify(object)).join("\n---\n"));
  assert.deepEqual(checkNamespaces(resources), [
    "Service service-1 is in no namespace of its own",
    "Service service-2 is in no namespace of its own",
  ]);
});
