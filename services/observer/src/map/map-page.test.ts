import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { startObserver } from "../testing/start-observer.ts";

const instance = (id: string) => ({
  id,
  service: "cartservice",
  address: "127.0.0.1:4711",
  version: "1",
  metadata: { zone: "a" },
});

/** Tells an observer of one call that a service made. */
async function sendCall(url: string, from: string, to: string): Promise<void> {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = {
    traceId: "0123456789abcdef0123456789abcdef",
    spanId: "0123456789abcdef",
    kind: 3,
    startTimeUnixNano: `${Date.now()}000000`,
    endTimeUnixNano: `${Date.now() + 5}000000`,
    attributes: [attribute("rpc.method", `hipstershop.${to}/Get`)],
  };
  const resource = { attributes: [attribute("service.name", from)] };
  const response = await fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  assert.equal(response.status, 200);
}

test("the map shows instances of a memory registry, and the calls between services", async () => {
  const registry = createMemoryRegistry();
  await registry.register(instance("cart-1"));
  await using observer = await startObserver({}, registry);
  const before = await observer.read("/map");
  assert.match(before, /class="spot up" href="\/registry\/instances\/cart-1"/);
  await sendCall(observer.url, "frontend", "CartService");
  const after = await observer.read("/map");
  assert.match(after, /data-edge="frontend&gt;cartservice"/);
  assert.match(after, /not in the registry/);
  // In a narrow picture a box has its calls above what it says of itself.
  const [, narrow = ""] = after.split('<svg class="map narrow"');
  const [, noteY] = /class="note" x="12" y="(\d+)">not in the registry/.exec(narrow) ?? [];
  const [, figuresY] =
    /class="figures" x="12" y="(\d+)" data-live="box:frontend"/.exec(narrow) ?? [];
  assert.ok(Number(noteY) - Number(figuresY) > 15, `${noteY} and ${figuresY}`);
  const about = await observer.read("/registry/instances/cart-1");
  assert.match(about, /<dt>zone<\/dt><dd>a<\/dd>/);
});

test("the map shows names from outside as text, and cuts long ones", async () => {
  await using observer = await startObserver();
  await observer.read("/map");
  await sendCall(observer.url, `"><script>alert(1)</script>${"x".repeat(300)}`, "CartService");
  const page = await observer.read("/map");
  assert.doesNotMatch(page, /<script>alert/);
  assert.match(page, /&lt;script&gt;/);
  for (const [, name = ""] of page.matchAll(/<text class="name"[^>]*>([^<]*)</g)) {
    assert.ok(name.replace(/&\w+;/g, "_").length <= 22, name);
  }
});

test("the page of an instance that nobody knows is not found", async () => {
  await using observer = await startObserver();
  const response = await fetch(`${observer.url}/registry/instances/nobody`);
  assert.equal(response.status, 404);
  assert.match(await response.text(), /has told of no nobody/);
});
