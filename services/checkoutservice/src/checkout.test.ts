import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { create, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from "@hipstershop/proto/hipstershop/checkout";
import { AddressSchema } from "@hipstershop/proto/hipstershop/common";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { type CallContext, currentCallContext, runInCallContext } from "@hipstershop/rpc";
import { createOrderStore, type OrderStore } from "./order-store.ts";
import { createFakeShop, type FakeShop } from "./testing/fake-shop.ts";

interface TestShop extends FakeShop {
  readonly orders: OrderStore;
  readonly path: string;
}

async function openShop(t: TestContext): Promise<TestShop> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-checkout-"));
  const path = join(folder, "orders.sqlite");
  const orders = createOrderStore(path);
  t.after(async () => {
    orders[Symbol.dispose]();
    await rm(folder, { recursive: true });
  });
  return Object.assign(createFakeShop(orders), { orders, path });
}

type Changes = {
  readonly [Field in keyof PlaceOrderRequest]?: PlaceOrderRequest[Field] | undefined;
};

function request(changes: Changes = {}): PlaceOrderRequest {
  const valid = create(PlaceOrderRequestSchema, {
    userId: "ann",
    userCurrency: "USD",
    address: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    email: "someone@example.com",
    creditCard: {
      creditCardNumber: "4432-8015-6152-0454",
      creditCardCvv: 672,
      creditCardExpirationYear: 2039,
      creditCardExpirationMonth: 1,
    },
  });
  return Object.assign(valid, changes);
}

function connectError(code: Code, message: string | RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.deepEqual(Code[error.code], Code[code], error.rawMessage);
    if (typeof message === "string") assert.equal(error.rawMessage, message);
    else assert.match(error.rawMessage, message);
    return true;
  };
}

function fail(method: string, code: Code, message: string): FakeShop["before"] {
  return (called) => {
    if (called === method) throw new ConnectError(message, code);
  };
}

test("placeOrder prices, charges, ships, empties the cart and mails", async (t) => {
  const shop = await openShop(t);
  const { order } = await shop.checkout.placeOrder(request());
  assert.ok(order);
  assert.match(
    order.orderId,
    /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.deepEqual(toJson(OrderResultSchema, order), {
    orderId: order.orderId,
    shippingTrackingId: "AB-12345-6789012",
    shippingCost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
    shippingAddress: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    items: [
      {
        item: { productId: "mug", quantity: 2 },
        cost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
        productName: "The mug",
      },
      {
        item: { productId: "hat", quantity: 1 },
        cost: { currencyCode: "USD", units: "20" },
        productName: "The hat",
      },
    ],
  });

  // 2 x 8.99 + 20.00 + 8.99
  assert.equal(shop.charges.length, 1);
  assert.equal(shop.charges[0]?.amount?.units, 46n);
  assert.equal(shop.charges[0]?.amount?.nanos, 970_000_000);
  assert.equal(shop.charges[0]?.creditCard?.creditCardNumber, "4432-8015-6152-0454");
  assert.equal(shop.shipments[0]?.address?.city, "Mountain View");
  assert.equal(shop.shipments[0]?.items.length, 2);
  assert.equal(shop.carts.has("ann"), false);
  assert.equal(shop.mails[0]?.email, "someone@example.com");
  assert.equal(shop.mails[0]?.order?.orderId, order.orderId);
  assert.deepEqual(shop.calls, [
    "GetCart",
    ...["GetProduct", "GetProduct", "GetQuote"],
    "ConvertAll",
    ...["Charge", "ShipOrder", "EmptyCart", "SendOrderConfirmation"],
  ]);
});

test("placeOrder rounds each price half to even, and charges the sum of what it shows", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("ann", { even: 3, odd: 1, less: 1 });
  shop.prices.set("even", 125_000_000n); // 12.5 yen
  shop.prices.set("odd", 135_000_000n); // 13.5 yen
  shop.prices.set("less", 134_999_999n); // 13.4999999 yen
  const { order } = await shop.checkout.placeOrder(request({ userCurrency: "JPY" }));
  assert.deepEqual(
    order?.items.map(({ cost }) => [cost?.units, cost?.nanos]),
    [
      [12n, 0],
      [14n, 0],
      [13n, 0],
    ],
  );
  assert.equal(order?.shippingCost?.units, 899n);
  assert.equal(shop.charges[0]?.amount?.currencyCode, "JPY");
  assert.equal(shop.charges[0]?.amount?.units, 3n * 12n + 14n + 13n + 899n);
  assert.equal(shop.charges[0]?.amount?.nanos, 0);
});

test("placeOrder makes independent calls together", { timeout: 60_000 }, async (t) => {
  const shop = await openShop(t);
  const together = Promise.withResolvers<void>();
  let waiting = 0;
  shop.before = async (method) => {
    if (method !== "GetProduct" && method !== "GetQuote") return;
    waiting += 1;
    if (waiting === 3) together.resolve();
    await together.promise;
  };
  await shop.checkout.placeOrder(request());
  assert.equal(waiting, 3);
});

for (const [what, changes, message] of [
  ["no user", { userId: "" }, "user_id must be set"],
  ["no currency", { userCurrency: "" }, "user_currency must be set"],
  ["no address", { address: undefined }, "address must be set"],
  ["an empty address", { address: create(AddressSchema) }, "address.street_address must be set"],
  ["no email", { email: "" }, "email must be set"],
  ["no card", { creditCard: undefined }, "credit_card must be set"],
  [
    "an unknown currency",
    { userCurrency: "XXX" },
    "failed to convert prices: unsupported currency: XXX",
  ],
  [
    "a key that is too long",
    { idempotencyKey: "k".repeat(129) },
    "idempotency_key of 129 characters must have at most 128",
  ],
] as [string, Changes, string][]) {
  test(`placeOrder refuses ${what}, and charges nothing`, async (t) => {
    const shop = await openShop(t);
    await assert.rejects(
      shop.checkout.placeOrder(request(changes)),
      connectError(Code.InvalidArgument, message),
    );
    assert.equal(shop.calls.includes("Charge"), false);
  });
}

test("placeOrder refuses an empty cart, and charges nothing", async (t) => {
  const shop = await openShop(t);
  await assert.rejects(
    shop.checkout.placeOrder(request({ userId: "nobody" })),
    connectError(Code.FailedPrecondition, "cart is empty"),
  );
  assert.deepEqual(shop.calls, ["GetCart"]);
});

test("placeOrder refuses a product that is no longer sold, and charges nothing", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("ann", { mug: 1, ghost: 1 });
  await assert.rejects(
    shop.checkout.placeOrder(request()),
    connectError(Code.NotFound, "failed to price the cart: no product with ID ghost"),
  );
  assert.equal(shop.calls.includes("Charge"), false);
});

test("placeOrder refuses a total that no Money can hold, and charges nothing", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("ann", { mug: 2 ** 31 - 1 });
  shop.prices.set("mug", 2n ** 62n * 1_000_000_000n);
  await assert.rejects(
    shop.checkout.placeOrder(request()),
    connectError(Code.OutOfRange, /^the total is out of range: /),
  );
  assert.equal(shop.calls.includes("Charge"), false);
});

test("placeOrder passes on why a card was refused", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Charge", Code.InvalidArgument, "Credit card info is invalid");
  await assert.rejects(
    shop.checkout.placeOrder(request()),
    connectError(Code.InvalidArgument, "failed to charge card: Credit card info is invalid"),
  );
  assert.equal(shop.calls.includes("ShipOrder"), false);
  assert.equal(shop.carts.has("ann"), true);
  assert.deepEqual((await shop.checkout.listOrders({ userId: "ann" })).orders, []);
});

test("placeOrder is unavailable when shipping fails, and the log says what was charged", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Internal, "no trucks");
  await assert.rejects(
    shop.checkout.placeOrder(request()),
    connectError(Code.Unavailable, "shipping error: no trucks"),
  );
  assert.match(shop.logLines.join(""), /"transactionId":"[0-9a-f-]{36}"/);
  assert.match(shop.logLines.join(""), /charged, but not shipped/);
});

for (const method of ["EmptyCart", "SendOrderConfirmation"]) {
  test(`placeOrder succeeds when ${method} fails, and logs it`, async (t) => {
    const shop = await openShop(t);
    shop.before = fail(method, Code.Unavailable, "out of order");
    const { order } = await shop.checkout.placeOrder(request());
    assert.equal(order?.shippingTrackingId, "AB-12345-6789012");
    assert.equal(shop.calls.at(-1), "SendOrderConfirmation");
    assert.match(shop.logLines.join(""), /out of order/);
  });
}

test("placeOrder places one order for a key, however often it is repeated", async (t) => {
  const shop = await openShop(t);
  const first = await shop.checkout.placeOrder(request({ idempotencyKey: "k" }));
  const second = await shop.checkout.placeOrder(request({ idempotencyKey: "k" }));
  assert.deepEqual(second, first);
  assert.equal(shop.charges.length, 1);
  assert.equal(shop.mails.length, 1);
});

test("placeOrder places one order when two requests with a key arrive at once", async (t) => {
  const shop = await openShop(t);
  const requests = Array.from({ length: 5 }, () =>
    shop.checkout.placeOrder(request({ idempotencyKey: "k" })),
  );
  const [first, ...others] = await Promise.all(requests);
  for (const other of others) assert.deepEqual(other, first);
  assert.equal(shop.charges.length, 1);
});

test("placeOrder places one order when two processes get a key", { timeout: 60_000 }, async (t) => {
  const { path } = await openShop(t);
  const module = (name: string) => JSON.stringify(import.meta.resolve(name));
  const program = `
    import { setTimeout } from "node:timers/promises";
    import { createFakeShop } from ${module("./testing/fake-shop.ts")};
    import { createOrderStore } from ${module("./order-store.ts")};
    using orders = createOrderStore(process.argv[1]);
    const shop = createFakeShop(orders);
    // Time for the other process to come between.
    shop.before = (method) => setTimeout(method === "Charge" ? 300 : 0);
    const { order } = await shop.checkout.placeOrder(JSON.parse(process.argv[2]));
    process.stdout.write(JSON.stringify([order.orderId, shop.charges.length]));`;
  const run = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--input-type=module-typescript",
      "--eval",
      program,
      path,
      JSON.stringify(request({ idempotencyKey: "k" })),
    ]);
    return JSON.parse(stdout) as [string, number];
  };
  const [[oneId, oneCharges], [twoId, twoCharges]] = await Promise.all([run(), run()]);
  assert.equal(oneId, twoId);
  assert.equal(oneCharges + twoCharges, 1);
});

test("placeOrder places an order each time when there is no key, or another's", async (t) => {
  const shop = await openShop(t);
  const ids = new Set<string | undefined>();
  for (const [userId, idempotencyKey] of [
    ["ann", ""],
    ["ann", ""],
    ["ann", "k"],
    ["bob", "k"],
  ] as const) {
    shop.carts.set(userId, { mug: 1 });
    ids.add((await shop.checkout.placeOrder(request({ userId, idempotencyKey }))).order?.orderId);
  }
  assert.equal(ids.size, 4);
  assert.equal(shop.charges.length, 4);
});

test("placeOrder tries a key anew after a refused card", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Charge", Code.InvalidArgument, "Credit card info is invalid");
  await assert.rejects(shop.checkout.placeOrder(request({ idempotencyKey: "k" })));
  shop.before = () => {};
  const { order } = await shop.checkout.placeOrder(request({ idempotencyKey: "k" }));
  assert.equal(order?.items.length, 2);
  assert.equal(shop.charges.length, 1);
});

test("placeOrder does not charge again when an earlier attempt failed to ship", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Unavailable, "no trucks");
  await assert.rejects(shop.checkout.placeOrder(request({ idempotencyKey: "k" })));
  shop.before = () => {};
  shop.carts.set("ann", { hat: 100 });
  const { order } = await shop.checkout.placeOrder(request({ idempotencyKey: "k" }));
  assert.equal(shop.charges.length, 1);
  assert.equal(order?.items[0]?.item?.productId, "mug", "it is the order that was charged");
  assert.equal(shop.shipments.length, 1);
});

test("placeOrder waits for another attempt no longer than its caller does", async (t) => {
  const shop = await openShop(t);
  const found = shop.orders.claim("ann", "k");
  assert.ok(found.state === "claimed");
  using _claim = found.claim;
  await assert.rejects(
    shop.checkout.placeOrder(request({ idempotencyKey: "k" }), { timeoutMs: 100 }),
    connectError(Code.DeadlineExceeded, /./),
  );
  assert.deepEqual(shop.calls, []);
});

test("placeOrder carries an order through from the charge on, also without its caller", async (t) => {
  const shop = await openShop(t);
  const caller = new AbortController();
  const context: CallContext = {
    requestId: "r-1",
    deadlineMs: Date.now() + 60_000,
    signal: caller.signal,
  };
  const seen = new Map<string, CallContext | undefined>();
  shop.before = (method) => {
    seen.set(method, currentCallContext());
    if (method === "Charge") caller.abort();
  };
  await assert.rejects(
    runInCallContext(context, () =>
      shop.checkout.placeOrder(request({ idempotencyKey: "k" }), { signal: caller.signal }),
    ),
  );
  await t.waitFor(() => assert.equal(shop.calls.at(-1), "SendOrderConfirmation"), {
    timeout: 10_000,
  });
  assert.equal(seen.get("GetCart"), context);
  for (const method of ["Charge", "ShipOrder", "EmptyCart", "SendOrderConfirmation"]) {
    assert.deepEqual(seen.get(method), { requestId: "r-1" });
  }

  const { order } = await shop.checkout.placeOrder(request({ idempotencyKey: "k" }));
  assert.equal(order?.shippingTrackingId, "AB-12345-6789012");
  assert.equal(shop.charges.length, 1);
});

test("placeOrder charges nothing when its caller left before", async (t) => {
  const shop = await openShop(t);
  const caller = new AbortController();
  const left = Promise.withResolvers<void>();
  shop.before = (method) => {
    if (method !== "ConvertAll") return;
    caller.abort();
    return left.promise;
  };
  await assert.rejects(shop.checkout.placeOrder(request(), { signal: caller.signal }));
  left.resolve();
  // The claim is given back when the handler ends.
  await shop.checkout.listOrders({ userId: "ann" });
  assert.equal(shop.calls.includes("Charge"), false);
});

test("placeOrder leaves no trace of the card on disk, in the log or in an error", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Unavailable, "no trucks");
  const errors: string[] = [];
  const attempt = () =>
    shop.checkout.placeOrder(request({ idempotencyKey: "k" })).catch((error: unknown) => {
      errors.push(String(error));
    });
  await attempt();
  shop.before = fail("SendOrderConfirmation", Code.Unavailable, "no mail");
  await attempt();

  const folder = dirname(shop.path);
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")),
  );
  assert.match(files.join(""), /Mountain View/, "the files were read");
  for (const text of [...files, ...shop.logLines, ...errors]) {
    assert.doesNotMatch(text, /4432|8015|0454|672/);
  }
});

test("listOrders returns the newest hundred orders of one user", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("bob", { mug: 1 });
  await shop.checkout.placeOrder(request({ userId: "bob" }));
  const ids: string[] = [];
  for (let i = 0; i < 101; i++) {
    const found = shop.orders.claim("ann", `k${i}`);
    assert.ok(found.state === "claimed");
    using claim = found.claim;
    claim.savePlaced(create(OrderResultSchema, { orderId: `order ${i}` }));
    ids.unshift(`order ${i}`);
  }
  const { orders } = await shop.checkout.listOrders({ userId: "ann" });
  assert.deepEqual(
    orders.map(({ order }) => order?.orderId),
    ids.slice(0, 100),
  );
  const placedMs = Number(orders[0]?.placedAt?.seconds) * 1_000;
  assert.ok(Math.abs(Date.now() - placedMs) < 60_000);
  await assert.rejects(
    shop.checkout.listOrders({}),
    connectError(Code.InvalidArgument, "user_id must be set"),
  );
});

test("checkout is unavailable, and charges nothing, when orders cannot be kept", async (t) => {
  const down = () => {
    throw new Error("disk I/O error at /home/ann/.data");
  };
  const shop = createFakeShop({ ...(await openShop(t)).orders, claim: down, list: down });
  const refused = connectError(Code.Unavailable, /^Can't access order storage\.[^/]*$/);
  await assert.rejects(shop.checkout.placeOrder(request()), refused);
  await assert.rejects(shop.checkout.listOrders({ userId: "ann" }), refused);
  assert.deepEqual(shop.calls, []);
});
