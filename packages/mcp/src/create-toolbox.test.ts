import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CardRefusedSchema } from "@hipstershop/proto/hipstershop/payment";
import { createMemoryRegistry, type Registry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { defineService, type RunningService, startService } from "@hipstershop/service";
import { createToolbox } from "./create-toolbox.ts";

const cartservice = defineService({
  service: CartService,
  create: () => ({
    addItem: () => ({}),
    getCart: ({ userId }) => ({ userId, items: [{ productId: "mug", quantity: 2 }] }),
    updateItem() {
      throw new ConnectError("there is no such line", Code.NotFound);
    },
    removeItems: () => ({}),
    emptyCart: () => ({}),
  }),
});

const checkoutservice = defineService({
  service: CheckoutService,
  create: () => ({
    placeOrder() {
      const details = [{ desc: CardRefusedSchema, value: { explanation: "The card has expired" } }];
      throw new ConnectError("failed to charge card", Code.InvalidArgument, {}, details);
    },
    getOrder: () => ({}),
    cancelOrder: () => ({}),
    refundOrder: () => ({}),
    listOrders: () => ({}),
    async *watchOrders(_request, { signal }) {
      yield { orderId: "first" };
      yield { orderId: "second" };
      await delay(60_000, undefined, { signal }).catch(() => {});
    },
  }),
});

const WAIT = { interval: 20, timeout: 10_000 };

function start(definition: typeof cartservice, registry: Registry): Promise<RunningService> {
  return startService(definition, { registry, env: { SHOP: "test", LOG_LEVEL: "silent" } });
}

/** Opens the tools of services that run until the test ends. */
async function openToolbox(t: TestContext, ...definitions: readonly (typeof cartservice)[]) {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const registry = stack.use(createMemoryRegistry());
  for (const each of definitions) stack.use(await start(each, registry));
  const { client } = stack.use(createClients({ registry }));
  return { registry, ...createToolbox({ registry, client }) };
}

test("a toolbox has every RPC of every service, with hints of what it does", async (t) => {
  const { list } = await openToolbox(t, cartservice, checkoutservice);
  const tools = new Map((await list()).map(({ tool }) => [tool.name, tool]));
  assert.deepEqual(
    [...tools.keys()],
    [
      "cartservice_AddItem",
      "cartservice_EmptyCart",
      "cartservice_GetCart",
      "cartservice_RemoveItems",
      "cartservice_UpdateItem",
      "checkoutservice_CancelOrder",
      "checkoutservice_GetOrder",
      "checkoutservice_ListOrders",
      "checkoutservice_PlaceOrder",
      "checkoutservice_RefundOrder",
      "checkoutservice_WatchOrders",
    ],
  );
  const hints = (name: string) => {
    const { readOnlyHint, idempotentHint, destructiveHint } = tools.get(name)?.annotations ?? {};
    return { readOnlyHint, idempotentHint, destructiveHint };
  };
  const none = { readOnlyHint: false, idempotentHint: false, destructiveHint: false };
  assert.deepEqual(hints("cartservice_AddItem"), none);
  assert.deepEqual(hints("cartservice_GetCart"), {
    ...none,
    readOnlyHint: true,
    idempotentHint: true,
  });
  assert.deepEqual(hints("cartservice_EmptyCart"), {
    ...none,
    idempotentHint: true,
    destructiveHint: true,
  });
  const { description } = tools.get("cartservice_EmptyCart") ?? {};
  assert.equal(
    description,
    "Removes every line of the cart.\n\nCartService: Keeps the cart of each user.",
  );
  assert.match(tools.get("checkoutservice_WatchOrders")?.description ?? "", /It is a stream/);
});

test("a toolbox calls an RPC, and tells what is wrong in words", async (t) => {
  const { call } = await openToolbox(t, cartservice, checkoutservice);
  const answered = await call("cartservice_GetCart", { userId: "me" });
  assert.equal(answered.failed, false);
  assert.deepEqual(JSON.parse(answered.text), {
    userId: "me",
    items: [{ productId: "mug", quantity: 2 }],
  });

  const failures = {
    "not_found: there is no such line": call("cartservice_UpdateItem", {}),
    'invalid_argument: failed to charge card\nCardRefused: {"explanation":"The card has expired"}':
      call("checkoutservice_PlaceOrder", {}),
    'The input does not fit: cannot decode field hipstershop.CartItem.quantity from JSON: expected number (int32), got "two"':
      call("cartservice_AddItem", { item: { quantity: "two" } }),
    "There is no tool cartservice_Fill now. These services run: cartservice, checkoutservice": call(
      "cartservice_Fill",
      {},
    ),
  };
  for (const [text, outcome] of Object.entries(failures)) {
    assert.deepEqual(await outcome, { failed: true, text });
  }
});

test("a toolbox listens to a stream for a while", async (t) => {
  const { call } = await openToolbox(t, checkoutservice);
  const { text } = await call("checkoutservice_WatchOrders", {});
  assert.deepEqual(JSON.parse(text), [{ orderId: "first" }, { orderId: "second" }]);
});

test("a toolbox tells when services come and go, and not when one is only restarted", async (t) => {
  const { registry, list, follow } = await openToolbox(t, checkoutservice);
  const ending = new AbortController();
  let told = 0;
  const following = follow(() => told++, ending.signal);
  const count = async () => (await list()).length;
  assert.equal(await count(), 6);

  const cart = await start(cartservice, registry);
  await t.waitFor(() => assert.equal(told, 1), WAIT);
  assert.equal(await count(), 11);
  await using _second = await start(cartservice, registry);
  await cart[Symbol.asyncDispose]();
  const other = await start({ ...cartservice, name: "othercartservice" }, registry);
  await t.waitFor(() => assert.equal(told, 2), WAIT);
  await other[Symbol.asyncDispose]();
  await t.waitFor(() => assert.equal(told, 3), WAIT);
  assert.equal(await count(), 11);
  ending.abort();
  await following;
});

test("a toolbox leaves out a service that does not say what it offers", async (t) => {
  const { registry, list } = await openToolbox(t, cartservice);
  const silent = { id: "silent-1", service: "silent", address: "127.0.0.1:1" };
  await registry.register({ ...silent, version: "1", metadata: {} });
  assert.equal((await list()).length, 5);
});
