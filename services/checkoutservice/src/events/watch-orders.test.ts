import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { OrderState, type WatchOrdersResponse } from "@hipstershop/proto/hipstershop/checkout";
import type { OpenCheckout } from "../testing/open-checkout.ts";
import { openShop } from "../testing/open-shop.ts";
import { orderRequest } from "../testing/order-request.ts";
import { formatCursor, KEEP_EVENTS_MS } from "./event-cursor.ts";
import { pruneEvents } from "./prune-events.ts";

/** What becomes of an order that is placed. */
const STATES = [
  OrderState.AUTHORIZING,
  OrderState.SHIPPING,
  OrderState.CAPTURING,
  OrderState.PLACED,
];

/** Returns the next events after a cursor. */
async function take(
  client: OpenCheckout["client"],
  count: number,
  cursor = "",
): Promise<WatchOrdersResponse[]> {
  const events: WatchOrdersResponse[] = [];
  for await (const event of client.watchOrders({ cursor })) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

test("watchOrders tells each change of state, also those of other replicas", async (t) => {
  const shop = await openShop(t);
  const other = shop.openReplica();
  const watching = take(other.client, 8);
  const ids: (string | undefined)[] = [];
  for (const userId of ["ann", "bob"]) {
    shop.carts.fill(userId, { mug: 1 });
    ids.push((await shop.checkout.placeOrder(orderRequest({ userId }))).order?.orderId);
  }
  const events = await watching;
  assert.deepEqual(
    events.map(({ orderId, state }) => [orderId, state]),
    ids.flatMap((id) => STATES.map((state) => [id, state])),
  );
  assert.ok(Math.abs(Date.now() - Number(events[0]?.at?.seconds) * 1_000) < 60_000);
});

test("watchOrders goes on after a cursor, and ends when the service stops", async (t) => {
  const shop = await openShop(t);
  await shop.checkout.placeOrder(orderRequest());
  const [, second] = await take(shop.checkout, 4);
  const states: OrderState[] = [];
  for await (const { state } of shop.checkout.watchOrders({ cursor: second?.cursor ?? "" })) {
    states.push(state);
    if (states.length === 2) shop.drain();
  }
  assert.deepEqual(states, [OrderState.CAPTURING, OrderState.PLACED]);
});

test("watchOrders refuses a cursor of what is kept no more, and one that is none", async (t) => {
  const shop = await openShop(t);
  const oldMs = Date.now() - KEEP_EVENTS_MS - 1;
  const old = { orderId: "o", state: "placed", atMs: oldMs, place: { xid: 0, id: 1 } } as const;
  for (const [cursor, code] of [
    [formatCursor(old), Code.OutOfRange],
    ["no cursor", Code.InvalidArgument],
    ["\ud800", Code.InvalidArgument],
    [Buffer.from("1.2").toString("base64url"), Code.InvalidArgument],
  ] as const) {
    await assert.rejects(take(shop.checkout, 1, cursor), { code });
  }
});

test("pruneEvents removes what is older than seven days", async (t) => {
  const shop = await openShop(t);
  await shop.checkout.placeOrder(orderRequest());
  const { events } = shop.deps;
  const begin = { xid: 0, id: 0 };
  await pruneEvents(events);
  assert.equal((await events.read(begin, 100)).length, 4);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + KEEP_EVENTS_MS + 60_000 });
  await pruneEvents(events);
  const left = await events.read(begin, 100);
  assert.deepEqual(
    left.map(({ state }) => state),
    ["placed"],
    "the last one keeps its number",
  );
});
