import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { test } from "node:test";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { createMemoryRegistry } from "@hipstershop/registry";
import { defineService, startService } from "@hipstershop/service";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { startObserver } from "../testing/start-observer.ts";

const cartservice = defineService({ service: CartService, create: () => ({}) as never });

/** Asks for the tools in the protocol of 2025, and returns the status. */
function list(
  url: string,
  headers: Record<string, string>,
  { agent, body = LIST }: { readonly agent?: Agent; readonly body?: string } = {},
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const type = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const asking = request(`${url}/mcp`, {
    method: "POST",
    headers: { ...type, ...headers },
    agent,
    timeout: 5_000,
  });
  asking.on("timeout", () => asking.destroy(new Error("no answer came")));
  asking.on("error", reject).on("response", (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  asking.end(body);
  return promise;
}

const LIST = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

test("/mcp answers programs of this machine, and no page of another site", async () => {
  await using observer = await startObserver();
  const { host } = new URL(observer.url);
  assert.equal(await list(observer.url, {}), 200);
  assert.equal(await list(observer.url, { origin: observer.url }), 200);
  assert.equal(await list(observer.url, { origin: "http://evil.test" }), 403);
  assert.equal(await list(observer.url, { origin: "null" }), 403);
  assert.equal(await list(observer.url, { host: "evil.test" }), 403);
  assert.equal(await list(observer.url, { host, "content-type": "text/plain" }), 415);
});

test("/mcp answers the request after one that is too long, over the same agent", async (t) => {
  await using observer = await startObserver();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const long = " ".repeat(2 * 1024 * 1024);
  for (let count = 0; count < 3; count++) {
    assert.equal(await list(observer.url, {}, { agent, body: long }), 413);
    assert.equal(await list(observer.url, {}, { agent }), 200);
  }
});

test("/mcp is not there in production, unless MCP asks for it", async () => {
  const env = { NODE_ENV: "production" };
  await using without = await startObserver(env);
  assert.equal(await list(without.url, {}), 404);
  await using asked = await startObserver({ ...env, MCP: "1" });
  assert.equal(await list(asked.url, {}), 200);
});

test("/mcp tells a client that listens when a service has come", async (t) => {
  const registry = createMemoryRegistry();
  await using observer = await startObserver({}, registry);
  let told: readonly string[] = [];
  const client = new Client(
    { name: "test", version: "1" },
    {
      versionNegotiation: { mode: "auto" },
      listChanged: {
        tools: {
          onChanged(_error, tools) {
            told = (tools ?? []).map(({ name }) => name);
          },
        },
      },
    },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(`${observer.url}/mcp`)));
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  await t.waitFor(async () => assert.ok((await names()).includes("find_traces")), WAIT);
  assert.ok(!(await names()).includes("cartservice_AddItem"));
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  await using _cart = await startService(cartservice, { env, registry });
  await t.waitFor(() => assert.ok(told.includes("cartservice_AddItem")), WAIT);
  await client.close();
});

const WAIT = { interval: 100, timeout: 30_000 };
