import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toJson } from "@bufbuild/protobuf";
import { type Client, Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { fixedFaults } from "@hipstershop/faults";
import { AddItemRequestSchema, CartSchema, CartService } from "@hipstershop/proto/hipstershop/cart";
import { createCart } from "./cart.ts";
import type { CartStore } from "./cart-store.ts";
import { createMemoryCartStore } from "./memory-cart-store.ts";

function clientOf(
  store: CartStore = createMemoryCartStore(),
  faults = fixedFaults({}),
): Client<typeof CartService> {
  return createClient(
    CartService,
    createRouterTransport((router) => router.service(CartService, createCart({ store, faults }))),
  );
}

test("cart returns the lines that were added", async () => {
  const cart = clientOf();
  await cart.addItem({ userId: "ann", item: { productId: "mug", quantity: 1 } });
  await cart.addItem({ userId: "ann", item: { productId: "hat", quantity: 2 } });
  await cart.addItem({ userId: "ann", item: { productId: "mug", quantity: 3 } });
  const found = await cart.getCart({ userId: "ann" });
  assert.deepEqual(toJson(CartSchema, found), {
    userId: "ann",
    items: [
      { productId: "mug", quantity: 4 },
      { productId: "hat", quantity: 2 },
    ],
    version: found.version,
  });
  assert.notEqual(found.version, "");
});

test("addItem adds once for a key", async () => {
  const cart = clientOf();
  const request = { userId: "ann", item: { productId: "mug", quantity: 1 } };
  for (const idempotencyKey of ["k", "k", "another", "", ""]) {
    await cart.addItem({ ...request, idempotencyKey });
  }
  assert.equal((await cart.getCart({ userId: "ann" })).items[0]?.quantity, 4);
});

test("getCart returns an entirely empty Cart for an unknown user and after EmptyCart", async () => {
  const cart = clientOf();
  assert.deepEqual(toJson(CartSchema, await cart.getCart({ userId: "ann" })), {});

  await cart.addItem({ userId: "ann", item: { productId: "mug", quantity: 1 } });
  await cart.emptyCart({ userId: "ann" });
  assert.deepEqual(toJson(CartSchema, await cart.getCart({ userId: "ann" })), {});

  await cart.addItem({ userId: "ann", item: { productId: "mug", quantity: 1 } });
  await cart.updateItem({ userId: "ann", item: { productId: "mug", quantity: 0 } });
  assert.deepEqual(toJson(CartSchema, await cart.getCart({ userId: "ann" })), {});
});

test("updateItem sets, removes, and knows what is not in the cart", async () => {
  const cart = clientOf();
  await cart.addItem({ userId: "ann", item: { productId: "mug", quantity: 9 } });
  await cart.updateItem({ userId: "ann", item: { productId: "mug", quantity: 2 } });
  assert.equal((await cart.getCart({ userId: "ann" })).items[0]?.quantity, 2);

  await cart.updateItem({ userId: "ann", item: { productId: "mug", quantity: 0 } });
  await cart.updateItem({ userId: "ann", item: { productId: "mug", quantity: 0 } });
  await assert.rejects(
    cart.updateItem({ userId: "ann", item: { productId: "mug", quantity: 1 } }),
    { code: Code.NotFound, rawMessage: 'no product "mug" in the cart' },
  );
});

for (const [what, request, message] of [
  ["no user", { item: { productId: "mug", quantity: 1 } }, "user_id must not be empty"],
  [
    "a user id without end",
    { userId: "x".repeat(257), item: { productId: "mug", quantity: 1 } },
    "user_id of 257 characters must have at most 256",
  ],
  [
    "a key without end",
    {
      userId: "ann",
      item: { productId: "mug", quantity: 1 },
      idempotencyKey: "x".repeat(129),
    },
    "idempotency_key of 129 characters must have at most 128",
  ],
  ["no item", { userId: "ann" }, "item must be set"],
  ["no product", { userId: "ann", item: { quantity: 1 } }, "item.product_id must not be empty"],
  [
    "a quantity of zero",
    { userId: "ann", item: { productId: "mug", quantity: 0 } },
    'item.quantity "0" must be from 1 to 2147483647',
  ],
  [
    "a quantity below zero",
    { userId: "ann", item: { productId: "mug", quantity: -(2 ** 31) } },
    'item.quantity "-2147483648" must be from 1 to 2147483647',
  ],
] as const) {
  test(`addItem refuses ${what}`, async () => {
    const cart = clientOf();
    await assert.rejects(cart.addItem(create(AddItemRequestSchema, request)), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.deepEqual((await cart.getCart({ userId: "ann" })).items, []);
  });
}

test("removeItems takes what was ordered out of the cart, once for a key", async () => {
  const cart = clientOf();
  await cart.addItem({ userId: "ann", item: { productId: "mug", quantity: 3 } });
  const request = {
    userId: "ann",
    items: [{ productId: "mug", quantity: 1 }],
    idempotencyKey: "order",
  };
  await cart.removeItems(request);
  await cart.removeItems(request);
  assert.equal((await cart.getCart({ userId: "ann" })).items[0]?.quantity, 2);

  const items = [{ productId: "mug", quantity: 2 }];
  await cart.removeItems({ userId: "ann", items, idempotencyKey: "another" });
  assert.deepEqual(toJson(CartSchema, await cart.getCart({ userId: "ann" })), {});
});

for (const [what, change, message] of [
  ["no key", { idempotencyKey: "" }, "idempotency_key must be set"],
  [
    "a key without end",
    { idempotencyKey: "x".repeat(129) },
    "idempotency_key of 129 characters must have at most 128",
  ],
  [
    "an item of none",
    { items: [{ productId: "mug", quantity: 1 }, { productId: "hat" }] },
    'items[1].quantity "0" must be from 1 to 2147483647',
  ],
  ["items without end", { items: Array(101).fill({}) }, "101 items must be at most 100"],
] as const) {
  test(`removeItems refuses ${what}, and removes nothing`, async () => {
    const cart = clientOf();
    const item = { productId: "mug", quantity: 2 };
    await cart.addItem({ userId: "ann", item });
    const request = { userId: "ann", items: [item], idempotencyKey: "order", ...change };
    await assert.rejects(cart.removeItems(request as never), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.equal((await cart.getCart({ userId: "ann" })).items[0]?.quantity, 2);
  });
}

test("every RPC refuses an empty user id", async () => {
  const cart = clientOf();
  const refused = { code: Code.InvalidArgument, rawMessage: "user_id must not be empty" };
  await assert.rejects(cart.getCart({}), refused);
  await assert.rejects(cart.emptyCart({}), refused);
  await assert.rejects(cart.removeItems({ idempotencyKey: "order" }), refused);
  await assert.rejects(cart.updateItem({ item: { productId: "mug", quantity: 1 } }), refused);
});

test("updateItem refuses a quantity below zero", async () => {
  await assert.rejects(
    clientOf().updateItem({ userId: "ann", item: { productId: "mug", quantity: -1 } }),
    { code: Code.InvalidArgument, rawMessage: 'item.quantity "-1" must be from 0 to 2147483647' },
  );
});

test("addItem is out of range when a line would outgrow an int32", async () => {
  const cart = clientOf();
  const item = { productId: "mug", quantity: 2 ** 31 - 1 };
  await cart.addItem({ userId: "ann", item });
  await assert.rejects(cart.addItem({ userId: "ann", item }), {
    code: Code.OutOfRange,
    rawMessage: 'A cart holds at most 2147483647 of product "mug"',
  });
});

test("every RPC says so when the store is out of reach", async () => {
  const down = async () => {
    throw new Error("connect ECONNREFUSED 10.1.2.3:6379");
  };
  const cart = clientOf({
    ...createMemoryCartStore(),
    addItem: down,
    getCart: down,
    updateItem: down,
    emptyCart: down,
    removeItems: down,
  });
  const userId = "ann";
  const item = { productId: "mug", quantity: 1 };
  for (const call of [
    cart.addItem({ userId, item }),
    cart.getCart({ userId }),
    cart.updateItem({ userId, item }),
    cart.emptyCart({ userId }),
    cart.removeItems({ userId, items: [item], idempotencyKey: "order" }),
  ]) {
    await assert.rejects(call, {
      code: Code.FailedPrecondition,
      rawMessage: /^Can't access cart storage\. [^0-9]*$/,
    });
  }
});

test("cartFailure lets nothing out of a cart, and all else works", async () => {
  const values = { cartFailure: 1 };
  const cart = clientOf(createMemoryCartStore(), fixedFaults(values));
  const item = { productId: "mug", quantity: 1 };
  await cart.addItem({ userId: "ann", item });
  const failed = { code: Code.FailedPrecondition, rawMessage: /cart storage/ };
  await assert.rejects(cart.emptyCart({ userId: "ann" }), failed);
  const removal = { userId: "ann", items: [item], idempotencyKey: "k" };
  await assert.rejects(cart.removeItems(removal), failed);
  assert.equal((await cart.getCart({ userId: "ann" })).items.length, 1);
  values.cartFailure = 0;
  await cart.removeItems(removal);
  assert.equal((await cart.getCart({ userId: "ann" })).items.length, 0);
});
