import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { databaseKinds } from "@hipstershop/database/testing";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { addEvent, createEventLog } from "./store/event-log.ts";
import { ORDER_DATABASE } from "./store/order-database.ts";
import { createFakeShop } from "./testing/fake-shop.ts";
import { openCheckout } from "./testing/open-checkout.ts";
import { orderContract } from "./testing/order-contract.ts";
import { orderRequest } from "./testing/order-request.ts";

for (const { name, start, skip } of databaseKinds) {
  orderContract(name, (t) => start(t, ORDER_DATABASE), { skip });

  test(`orders in ${name} from before they were counted go on`, { skip }, async (t) => {
    let steps = -1;
    const open = await start(t, {
      ...ORDER_DATABASE,
      migrations: (words) => ORDER_DATABASE.migrations(words).slice(0, steps),
    });
    const shop = createFakeShop();
    const shippingCost = { currencyCode: "USD", units: 9n };
    const result = create(OrderResultSchema, { orderId: "before", shippingCost });
    await open().transaction((sql) => sql(BEFORE, "ann", toBinary(OrderResultSchema, result)));
    steps = Number.POSITIVE_INFINITY;
    const { client, deps } = openCheckout(shop, open());
    assert.equal((await deps.orders.readStanding("ann", "")).underWay?.id, "before");
    await client.cancelOrder({ userId: "ann", name: { case: "orderId", value: "before" } });
    await client.placeOrder(orderRequest());
    await deps.background[Symbol.asyncDispose]();
    assert.equal((await deps.orders.readStanding("ann", "")).begun, 1);
  });
}

const BEFORE = `
  INSERT INTO order_states (id, user_id, email, result, state, begun_ms, changed_ms)
  VALUES ('before', ?, '', ?, 'shipping', 0, 0)`;

const [, postgres] = databaseKinds;

test("events in PostgreSQL are read in the order of commits, and none is lost", {
  skip: postgres.skip,
}, async (t) => {
  const open = await postgres.start(t, ORDER_DATABASE);
  const [here, there] = [open(), open()];
  const log = createEventLog(there);
  const read = async () => {
    const events = await log.read({ xid: 0, id: 0 }, 10);
    return events.map(({ orderId }) => orderId);
  };
  await log.read({ xid: 0, id: 0 }, 1);
  const written = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const slow = here.transaction(async (sql) => {
    await addEvent(sql, "slow", "placed", 1);
    written.resolve();
    await mayEnd.promise;
  });
  await written.promise;
  // Its id is higher, and it is there first.
  await there.transaction((sql) => addEvent(sql, "fast", "placed", 2));
  const early = await read();
  mayEnd.resolve();
  await slow;
  assert.deepEqual(early, [], "what may still come is waited for");
  assert.deepEqual(await read(), ["slow", "fast"]);
});
