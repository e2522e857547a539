import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { createPostgresDatabase, createSqliteDatabase, type Database } from "@hipstershop/database";
import {
  noPostgres,
  startPostgres,
  type TestPostgres,
} from "@hipstershop/database/testing/start-postgres";
import { addEvent, createEventLog } from "./store/event-log.ts";
import { migrations } from "./store/migrations.ts";
import { orderContract } from "./testing/order-contract.ts";

orderContract("SQLite", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-orders-"));
  const opened = new AsyncDisposableStack();
  opened.defer(() => rm(folder, { recursive: true }));
  t.after(() => opened.disposeAsync());
  const path = join(folder, "orders.sqlite");
  return () => opened.use(createSqliteDatabase(path, { migrations, durable: true }));
});

const server: TestPostgres | undefined = noPostgres ? undefined : await startPostgres();
after(() => server?.[Symbol.asyncDispose]());

async function startPostgresOrders(t: TestContext): Promise<() => Database> {
  const url = (await server?.createDatabase()) ?? "";
  const opened = new AsyncDisposableStack();
  t.after(() => opened.disposeAsync());
  return () => opened.use(createPostgresDatabase(url, { migrations, schema: "orders" }));
}

orderContract("PostgreSQL", startPostgresOrders, { skip: noPostgres });

test("events in PostgreSQL are read in the order of commits, and none is lost", {
  skip: noPostgres,
}, async (t) => {
  const open = await startPostgresOrders(t);
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
