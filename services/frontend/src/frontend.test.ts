import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { createMemoryRegistry } from "@hipstershop/registry";
import { currentCallContext } from "@hipstershop/rpc";
import { defineService, startService } from "@hipstershop/service";
import { frontend } from "./frontend.ts";
import { serviceDescriptors } from "./startup/service-descriptors.ts";

test("frontend serves pages below BASE_URL, limits headers and says what it waits for", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-frontend-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const log = new PassThrough();
  let lines = "";
  log.on("data", (chunk) => {
    lines += chunk;
  });
  await using running = await startService(frontend, {
    env: { REGISTRY: "memory", PORT: "0", BASE_URL: "/shop/", DATA_FOLDER: folder },
    logTo: log,
  });
  const url = `http://${running.instance.address}`;
  assert.equal(await (await fetch(`${url}/shop/_healthz`)).text(), "ok");
  assert.equal((await fetch(`${url}/_healthz`)).status, 404);
  const headers = { "x-large": "x".repeat(20_000) };
  assert.equal((await fetch(`${url}/shop/`, { headers })).status, 431);
  await t.waitFor(() => assert.match(lines, /The shop is waiting for adservice, cartservice/), {
    interval: 10,
    timeout: 20_000,
  });
});

test("frontend offers no RPC of the services to the public, as those for operators are", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-frontend-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const env = { REGISTRY: "memory", PORT: "0", DATA_FOLDER: folder, LOG_LEVEL: "silent" };
  await using running = await startService(frontend, { env });
  const descriptors = [...serviceDescriptors().values()];
  const rpcs = descriptors.flatMap(({ typeName, methods }) =>
    methods.map(({ name }) => `${typeName}/${name}`),
  );
  assert(rpcs.includes("hipstershop.CheckoutService/RefundOrder"));
  for (const rpc of rpcs) {
    for (const type of ["application/json", "application/grpc", "application/grpc-web"]) {
      const init = { method: "POST", headers: { "content-type": type }, body: "{}" };
      const { status, headers } = await fetch(`http://${running.instance.address}/${rpc}`, init);
      // gRPC answers 200, and says in a header that nobody implements it.
      const answer = headers.get("grpc-status") ?? status;
      assert(answer === 404 || answer === UNIMPLEMENTED, `${rpc} as ${type}: ${answer}`);
    }
  }
});

for (const [NODE_ENV, expected] of [
  ["development", "team=blue"],
  ["production", undefined],
] as const) {
  test(`frontend ${expected ? "passes on" : "takes no"} baggage of visitors in ${NODE_ENV}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "hipstershop-frontend-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await using registry = createMemoryRegistry();
    const env = { NODE_ENV, SHOP: "test", PORT: "0", DATA_FOLDER: folder, LOG_LEVEL: "silent" };
    const received: unknown[] = [];
    const refuse = () => {
      received.push(currentCallContext()?.received?.baggage);
      throw new ConnectError("no cart", Code.Unimplemented);
    };
    const carts = defineService({
      service: CartService,
      create: () => ({
        addItem: refuse,
        getCart: refuse,
        updateItem: refuse,
        removeItems: refuse,
        emptyCart: refuse,
      }),
    });
    await using cartservice = await startService(carts, { registry, env });
    await using running = await startService(frontend, { registry, env });
    assert.ok(cartservice);
    const headers = {
      baggage: "team=blue",
      traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
    };
    const url = `http://${running.instance.address}/cart`;
    await fetch(url, { headers: { ...headers, cookie: "shop_session-id=tester" } });
    assert.notEqual(received.length, 0);
    assert.deepEqual(new Set(received), new Set([expected]));
  });
}

test("frontend does not start with variables that it cannot read, and names each", async () => {
  const env = {
    REGISTRY: "memory",
    BASE_URL: "https://example.com",
    ENV_PLATFORM: "moon",
    BANNER_COLOR: "red;}",
    RESPONSE_CACHE: "maybe",
  };
  await assert.rejects(startService(frontend, { env }), (error: Error) => {
    for (const name of ["BASE_URL", "ENV_PLATFORM", "BANNER_COLOR", "RESPONSE_CACHE"]) {
      assert(error.message.includes(name), `${name} is not named in "${error.message}"`);
    }
    return true;
  });
});

const UNIMPLEMENTED = "12";
