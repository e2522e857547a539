import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { createSqliteDatabase } from "@hipstershop/database";
import { addColumns } from "@hipstershop/database/testing";
import { CART_DATABASE } from "./cart-database.ts";
import { CART_EXPIRY_MS } from "./cart-store.ts";
import { cartStoreContract } from "./testing/cart-store-contract.ts";
import { openSqliteStore } from "./testing/open-sqlite-store.ts";

async function temporaryFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-carts-"));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, "carts.sqlite");
}

cartStoreContract("sqlite", async (t) => {
  const path = await temporaryFile(t);
  let clockMs = 0;
  return {
    open: () => openSqliteStore(path, { now: () => clockMs }),
    advance(ms) {
      clockMs += ms;
    },
  };
});

test("sqlite store keeps carts when it is opened again", async (t) => {
  const path = await temporaryFile(t);
  {
    await using store = openSqliteStore(path);
    await store.addItem("ann", { productId: "mug", quantity: 2 });
  }
  await using store = openSqliteStore(path);
  assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "mug", quantity: 2 }]);
});

test("sqlite store goes on when a later release adds columns", async (t) => {
  const path = await temporaryFile(t);
  await using store = openSqliteStore(path);
  for (const key of ["before", "after"]) {
    if (key === "after") {
      await using database = createSqliteDatabase(path, CART_DATABASE);
      await addColumns(database);
    }
    await store.addItem("ann", { productId: "mug", quantity: 2 }, { key });
    await store.removeItems("ann", [{ productId: "mug", quantity: 1 }], key);
    assert.equal((await store.getCart("ann")).lines[0]?.quantity, key === "before" ? 1 : 2);
  }
});

test("sqlite store loses nothing when processes add at once", { timeout: 60_000 }, async (t) => {
  const path = await temporaryFile(t);
  const module = JSON.stringify(import.meta.resolve("./testing/open-sqlite-store.ts"));
  const program = `
    import { openSqliteStore } from ${module};
    await using store = openSqliteStore(process.argv[1]);
    for (let i = 0; i < 200; i++) await store.addItem("ann", { productId: "mug", quantity: 1 });`;
  const run = () =>
    promisify(execFile)(process.execPath, [
      "--input-type=module-typescript",
      "--eval",
      program,
      path,
    ]);
  await Promise.all([run(), run()]);

  await using store = openSqliteStore(path);
  assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "mug", quantity: 400 }]);
});

test("sqlite store removes expired carts from its file, a few with each change", async (t) => {
  const path = await temporaryFile(t);
  let clockMs = 0;
  await using store = openSqliteStore(path, { now: () => clockMs });
  for (let i = 0; i < 50; i++) await store.addItem(`user ${i}`, { productId: "mug", quantity: 1 });
  clockMs += CART_EXPIRY_MS;

  using file = new DatabaseSync(path);
  const count = (table: string) =>
    Number(file.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const counts = [];
  for (let i = 0; i < 3; i++) {
    await store.addItem("ann", { productId: "mug", quantity: 1 });
    counts.push([count("carts"), count("lines")]);
  }
  assert.deepEqual(counts, [
    [31, 31],
    [11, 11],
    [1, 1],
  ]);
});

test("sqlite store fails while its file is out of reach, and then comes back", async (t) => {
  const path = await temporaryFile(t);
  await writeFile(path, "this is no database, and long enough to be sure of it: ".repeat(100));
  await using store = openSqliteStore(path);
  await assert.rejects(store.check(), /not a database/);
  await assert.rejects(store.getCart("ann"), /not a database/);

  await rm(path);
  await store.check();
  await store.addItem("ann", { productId: "mug", quantity: 1 });
  assert.equal((await store.getCart("ann")).lines.length, 1);
});

test("sqlite store keeps carts, whatever the wall clock is set to", async (t) => {
  const path = await temporaryFile(t);
  const mug = { productId: "mug", quantity: 1 };
  {
    await using store = openSqliteStore(path);
    await store.addItem("ann", mug);
    for (const hours of [49, -49, 10 * 365 * 24]) {
      t.mock.timers.enable({ apis: ["Date"], now: Date.now() + hours * 3_600_000 });
      await store.addItem("bob", mug);
      await store.check();
      assert.deepEqual((await store.getCart("ann")).lines, [mug]);
      // A process that is started while the clock is wrong.
      await using another = openSqliteStore(path);
      await another.addItem("bob", mug);
      assert.deepEqual((await another.getCart("ann")).lines, [mug]);
      t.mock.timers.reset();
    }
  }
  await using store = openSqliteStore(path);
  assert.deepEqual((await store.getCart("ann")).lines, [mug]);
});

test("sqlite store counts the time of all processes, one after another", async (t) => {
  const path = await temporaryFile(t);
  const mug = { productId: "mug", quantity: 1 };
  const minute = 60_000;
  for (let day = 0; day < 2; day++) {
    let clockMs = 1_000 * day;
    await using store = openSqliteStore(path, { now: () => clockMs });
    await using idle = openSqliteStore(path, { now: () => clockMs });
    if (day === 0) await store.addItem("ann", mug);
    assert.deepEqual((await idle.getCart("ann")).lines, [mug]);
    clockMs += CART_EXPIRY_MS / 2 - minute;
    assert.deepEqual((await idle.getCart("ann")).lines, [mug]);
    await store.check();
    if (day === 0) continue;
    clockMs += 3 * minute;
    assert.deepEqual((await idle.getCart("ann")).lines, []);
  }
});

test("sqlite store reads the carts of a release that kept the wall clock's time", async (t) => {
  const path = await temporaryFile(t);
  const mug = { productId: "mug", quantity: 1 };
  let clockMs = 0;
  {
    using file = new DatabaseSync(path);
    file.exec(`
      CREATE TABLE carts (user_id TEXT PRIMARY KEY, changed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE lines (
        position INTEGER PRIMARY KEY, user_id TEXT NOT NULL REFERENCES carts ON DELETE CASCADE,
        product_id TEXT NOT NULL, quantity INTEGER NOT NULL, UNIQUE (user_id, product_id)) STRICT;
      INSERT INTO carts VALUES ('ann', 1790000000000), ('bob', 1790000060000);
      INSERT INTO lines VALUES (1, 'ann', 'mug', 1), (2, 'bob', 'mug', 1);`);
  }
  await using store = openSqliteStore(path, { now: () => clockMs });
  await store.check();
  assert.deepEqual(await store.getCart("ann"), { lines: [mug], version: "" });
  clockMs += CART_EXPIRY_MS - 30_000;
  assert.deepEqual((await store.getCart("ann")).lines, []);
  assert.deepEqual((await store.getCart("bob")).lines, [mug]);
});

test("sqlite store gives a cart no version when an earlier release has changed it", async (t) => {
  const path = await temporaryFile(t);
  const mug = { productId: "mug", quantity: 1 };
  await using store = openSqliteStore(path);
  await store.addItem("ann", mug);
  using file = new DatabaseSync(path);
  file.exec(`
    INSERT INTO carts (user_id, changed_ms) VALUES ('ann', 4000000000000)
    ON CONFLICT DO UPDATE SET changed_ms = excluded.changed_ms;`);
  assert.deepEqual(await store.getCart("ann"), { lines: [mug], version: "" });
  await store.updateItem("ann", mug);
  assert.notEqual((await store.getCart("ann")).version, "");
});
