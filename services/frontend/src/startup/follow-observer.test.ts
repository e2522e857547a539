import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { followObserver } from "./follow-observer.ts";

test("followObserver says where the observer is, while there is one", async (t) => {
  await using registry = createMemoryRegistry();
  using stack = new DisposableStack();
  const ending = stack.adopt(new AbortController(), (controller) => controller.abort());
  const link = followObserver(registry, ending.signal);
  assert.equal(link(), undefined);
  const registration = await registry.register({
    id: "observer-1a2b",
    service: "observer",
    address: "127.0.0.1:4318",
    version: "dev",
    metadata: {},
  });
  await t.waitFor(() => assert.equal(link()?.origin, "http://127.0.0.1:4318"));
  assert.match(link()?.found ?? "", /memory.*"observer" as observer-1a2b/);
  await registration[Symbol.asyncDispose]();
  await t.waitFor(() => assert.equal(link(), undefined));
});
