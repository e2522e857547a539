import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseKinds } from "@hipstershop/database/testing";
import { addEvent, createEventLog } from "./store/event-log.ts";
import { ORDER_DATABASE } from "./store/order-database.ts";
import { orderContract } from "./testing/order-contract.ts";

for (const { name, start, skip } of databaseKinds) {
  orderContract(name, (t) => start(t, ORDER_DATABASE), { skip });
}

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
