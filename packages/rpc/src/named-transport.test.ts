import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { createMemoryRegistry } from "@hipstershop/registry";
import type { Call } from "./call.ts";
import { createEndpointSet } from "./endpoint-set.ts";
import { createNamedTransport } from "./named-transport.ts";

test("named transport gives a read little time when the service is down", async () => {
  await using registry = createMemoryRegistry();
  const open = () => {
    throw new TypeError("nothing is opened");
  };
  using endpoints = createEndpointSet("cartservice", { registry, open });
  let expectedUntilMs = Number.POSITIVE_INFINITY;
  const calls: Call[] = [];
  const transport = createNamedTransport({
    service: "cartservice",
    endpoints: {
      ...endpoints,
      resolution: endpoints.resolution,
      get expectedUntilMs() {
        return expectedUntilMs;
      },
    },
    async invoke(call) {
      calls.push(call);
      throw new ConnectError("lost", Code.Unavailable);
    },
    timeoutMs: 60_000,
    waitMs: 30_000,
  });
  const client = createClient(CartService, transport);
  const leftOf = async (method: "getCart" | "addItem") => {
    const now = performance.now();
    await assert.rejects(client[method]({}));
    const { deadlineMs, waitUntilMs } = calls.at(-1) as Call;
    return [deadlineMs - now, waitUntilMs - now] as const;
  };
  assert((await leftOf("getCart"))[0] >= 60_000);
  assert((await leftOf("getCart"))[1] >= 30_000);
  expectedUntilMs = performance.now() - 1;
  const [read, waited] = await leftOf("getCart");
  assert(read < 30_000 && waited < 1, `${read} ms, of which ${waited} to wait`);
  assert((await leftOf("addItem"))[0] >= 60_000);
});
