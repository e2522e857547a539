import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  OrderInDoubtSchema,
  OrderSchema,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";
import type { SpanScope } from "@hipstershop/rpc";
import type { Recorder } from "@hipstershop/service";
import type { FakeServices } from "../testing/fake-shop.ts";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

const KEYED = { ...goodForm(), idempotency_key: "key-1" };

/** What a client throws when the connection to the server broke. */
const lost = () =>
  new ConnectError(
    "lost the connection",
    Code.Unavailable,
    undefined,
    undefined,
    new Error("reset"),
  );

/** A shop with a mug in the cart, whose first attempts to place an order fail. */
async function openFailing(failures: ConnectError[] = [], services: FakeServices = {}) {
  const keys: string[] = [];
  const frontend = await openFrontend({
    services,
    beforeOrder({ idempotencyKey }) {
      keys.push(idempotencyKey);
      const failure = failures.shift();
      if (failure) throw failure;
    },
  });
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  return { ...frontend, keys };
}

test("checkout leads a form with a key to the page of its order", async () => {
  await using frontend = await openFailing();
  const answer = await frontend.post("/cart/checkout", KEYED);
  assert.equal(answer.status, 303);
  const [{ order } = assert.fail("no order")] = frontend.shop.orders;
  assert.equal(answer.headers.get("location"), `/orders/${order.result?.orderId}`);
  const page = await frontend.get(`/orders/${order.result?.orderId}`);
  assert.equal(page.status, 200);
  assert.match(page.body, /A confirmation goes to someone@example\.com/);
});

test("the page of an order leads to the trace that placed it, where there is an observer", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const span = { traceId, spanId: "00f067aa0ba902b7", context: {} as SpanScope["context"] };
  const recorder = { beginPage: () => ({ span, end() {} }) } as Partial<Recorder> as Recorder;
  await using frontend = await openFrontend({
    site: { observer: () => ({ origin: "http://127.0.0.1:4318", found: "" }) },
    tracing: { recorder: () => recorder },
  });
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const answer = await frontend.post("/cart/checkout", KEYED);
  const location = answer.headers.get("location") ?? "";
  const made = async (path: string) =>
    /<a href="([^"]+)">how it was placed/.exec((await frontend.get(path)).body)?.[1];
  assert.equal(await made(location), `http://127.0.0.1:4318/traces/${traceId}`);
  assert.equal(await made(location.replace(traceId, "../mail")), undefined, "it is no trace's id");
});

test("checkout asks again with the same key when the connection is lost", async () => {
  await using frontend = await openFailing([lost()]);
  const answer = await frontend.post("/cart/checkout", KEYED);
  assert.equal(answer.status, 303);
  assert.deepEqual(frontend.keys, ["key-1", "key-1"]);
  assert.equal(frontend.shop.orders.length, 1);
});

test("checkout asks for an order by its key when no answer comes", async () => {
  await using frontend = await openFailing([lost(), lost(), lost()]);
  const answer = await frontend.post("/cart/checkout", KEYED);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/orders/by-key/key-1?unknown=0");
});

test("checkout leads to the page of an order that was begun and is in doubt", async () => {
  const details = [{ desc: OrderInDoubtSchema, value: { orderId: "order-1" } }];
  const shipping = new ConnectError("shipping error: no", Code.Unavailable, undefined, details);
  await using frontend = await openFailing([shipping]);
  const answer = await frontend.post("/cart/checkout", KEYED);
  assert.equal(answer.headers.get("location"), "/orders/order-1");
});

test("checkout shows the cart again when checkoutservice says that nothing was begun", async () => {
  await using frontend = await openFailing([new ConnectError("no cart", Code.Unavailable)]);
  const { status, body } = await frontend.post("/cart/checkout", KEYED);
  assert.equal(status, 503);
  assert.match(body, /you will not be charged twice/);
  assert.equal(frontend.keys.length, 1);
});

test("checkout says what became of the order when the cart cannot be shown", async () => {
  await using frontend = await openFailing([new ConnectError("no cart", Code.Unavailable)]);
  frontend.shop.down.add("cartservice");
  const { status, body } = await frontend.post("/cart/checkout", KEYED);
  assert.equal(status, 503);
  assert.match(body, /A part of the shop is out of reach/);
  assert.match(body, /you will not be charged twice/);
});

test("checkout shows the cart again when no instance could be reached", async () => {
  await using frontend = await openFailing();
  frontend.shop.down.add("checkoutservice");
  assert.equal((await frontend.post("/cart/checkout", KEYED)).status, 503);
});

test("checkout sends a form without a key once, and does not claim that nothing was placed", async () => {
  for (const failure of [lost(), new ConnectError("the answer was lost", Code.Unavailable)]) {
    await using frontend = await openFailing([failure]);
    const { status, body } = await frontend.post("/cart/checkout", goodForm());
    assert.equal(status, 503);
    assert.match(body, /We do not know whether your order was placed/);
    assert.deepEqual(frontend.keys, [""]);
  }
});

test("checkout leads a form without a key to the page of an order that was begun", async () => {
  const details = [{ desc: OrderInDoubtSchema, value: { orderId: "order-1" } }];
  const slow = new ConnectError("still under way", Code.DeadlineExceeded, undefined, details);
  await using frontend = await openFailing([slow]);
  const answer = await frontend.post("/cart/checkout", goodForm());
  assert.equal(answer.headers.get("location"), "/orders/order-1");
});

for (const [how, code, before] of [
  ["an answer that it failed", Code.Unavailable, []],
  ["an answer that it was canceled", Code.Aborted, []],
  ["an answer of somebody on the way", Code.Unknown, []],
  ["a lost answer and one that there are too many calls", Code.ResourceExhausted, [lost()]],
] as const) {
  const answered = () => new ConnectError("broken on purpose", code);

  test(`checkout leads to an order that was placed in spite of ${how}`, async () => {
    const placed = create(OrderSchema, {
      state: OrderState.PLACED,
      result: { orderId: "order-1" },
    });
    const checkout = { getOrder: () => ({ order: placed }) };
    await using frontend = await openFailing([...before, answered()], { checkout });
    const answer = await frontend.post("/cart/checkout", KEYED);
    assert.equal(answer.headers.get("location"), "/orders/order-1");
  });

  test(`checkout asks for the order by its key when nobody says what became of it after ${how}`, async () => {
    const getOrder = () => {
      throw new ConnectError("broken on purpose", Code.Internal);
    };
    await using frontend = await openFailing([...before, answered()], { checkout: { getOrder } });
    const answer = await frontend.post("/cart/checkout", KEYED);
    assert.equal(answer.headers.get("location"), "/orders/by-key/key-1?unknown=0");
  });
}

test("checkout believes a refusal that follows a lost connection", async () => {
  const refused = new ConnectError("the total is out of range", Code.OutOfRange);
  await using frontend = await openFailing([lost(), refused]);
  const { status, body } = await frontend.post("/cart/checkout", KEYED);
  assert.equal(status, 422);
  assert.match(body, /the total is out of range/);
});

test("checkout offers the cart with a new key when the order was canceled", async () => {
  const canceled = () => new ConnectError("this order was canceled", Code.Aborted);
  await using frontend = await openFailing([canceled(), canceled()]);
  const { status, body } = await frontend.post("/cart/checkout", KEYED);
  assert.equal(status, 409);
  assert.match(body, /This order was canceled, and nothing stays charged/);
  const [, key = ""] = /name="idempotency_key" value="([\w-]{43})"/.exec(body) ?? [];
  assert.notEqual(key, "");
  // A second copy of the old form offers the same new order.
  assert.match((await frontend.post("/cart/checkout", KEYED)).body, new RegExp(`value="${key}"`));
  const again = await frontend.post("/cart/checkout", { ...KEYED, idempotency_key: key });
  assert.equal(again.status, 303);
});
