import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { CommitInDoubtError } from "../commit-in-doubt-error.ts";
import type { Database, Sql } from "../database.ts";
import { migrations, notes, write } from "../testing/notes.ts";
import { startLosingRelay } from "../testing/start-losing-relay.ts";
import { noPostgres } from "../testing/start-postgres.ts";
import { testServer } from "../testing/test-server.ts";
import { createPostgresDatabase } from "./postgres-database.ts";

const options = { skip: noPostgres, timeout: 60_000 };

function open(url: string): Database {
  return createPostgresDatabase(url, { schema: "notes", migrations });
}

test("transaction is in doubt when the answer to COMMIT is lost", options, async () => {
  const server = await testServer();
  await using relay = await startLosingRelay(server.socket);
  await using database = open(relay.through(await server.createDatabase()));
  await database.check();
  relay.loseAnswerTo("COMMIT");
  await assert.rejects(write(database, "in doubt"), CommitInDoubtError);
  assert.deepEqual(await notes(database), ["in doubt"]);
});

test("transaction is run again when its connection is lost before COMMIT", options, async () => {
  const server = await testServer();
  await using relay = await startLosingRelay(server.socket);
  await using database = open(relay.through(await server.createDatabase()));
  await database.check();
  relay.loseAnswerTo("INSERT");
  await write(database, "once");
  assert.deepEqual(await notes(database), ["once"]);
});

test("createPostgresDatabase uses the server when it is back, and tells no password", {
  ...options,
}, async (t) => {
  const server = await testServer();
  const url = await server.createDatabase();
  await server.kill();
  await using database = open(url);
  const tellsNoPassword = (error: Error) => {
    assert.match(error.message, /^PostgreSQL at \/.* cannot be used: /);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes("secret"));
    return true;
  };
  await assert.rejects(database.check(), tellsNoPassword);
  await server.start();
  await database.check();
  await write(database, "kept");
  await server.kill();
  await assert.rejects(database.check());
  await server.start();
  await t.waitFor(() => database.check(), { interval: 50, timeout: 30_000 });
  assert.deepEqual(await notes(database), ["kept"]);
});

test("check rejects when the server does not answer", options, async (t) => {
  const server = await testServer();
  const url = await server.createDatabase();
  await using database = open(url);
  await database.check();
  server.freeze();
  try {
    await assert.rejects(database.check());
  } finally {
    server.resume();
  }
  await t.waitFor(() => database.check(), { interval: 50, timeout: 30_000 });
});

test("check rejects when the server may only be read", options, async () => {
  const server = await testServer();
  const url = await server.createDatabase();
  await using database = open(url);
  await database.check();
  const readOnly = new URL(url);
  readOnly.searchParams.set("options", "-c default_transaction_read_only=on");
  await using reader = open(readOnly.href);
  await assert.rejects(reader.check(), /read-only/);
});

test("transaction is run again after a deadlock", options, async () => {
  const server = await testServer();
  const url = await server.createDatabase();
  await using database = open(url);
  await write(database, "a");
  await write(database, "b");
  const bothHoldOne = Promise.withResolvers<void>();
  let holding = 0;
  const lock = (sql: Sql, text: string) => sql("UPDATE notes SET text = text WHERE text = ?", text);
  const takeBoth = (first: string, second: string) =>
    database.transaction(async (sql) => {
      await lock(sql, first);
      holding++;
      if (holding === 2) bothHoldOne.resolve();
      await bothHoldOne.promise;
      await lock(sql, second);
    });
  await Promise.all([takeBoth("a", "b"), takeBoth("b", "a")]);
  assert.ok(holding > 2, "one of the two began again");
});

test("an error has nothing of the row that it is about", options, async () => {
  const server = await testServer();
  const unique = () => ["CREATE TABLE notes (text TEXT NOT NULL UNIQUE)"];
  const url = await server.createDatabase();
  await using database = createPostgresDatabase(url, { schema: "notes", migrations: unique });
  await write(database, "ann@example.com");
  await assert.rejects(write(database, "ann@example.com"), (error) => {
    assert.match(inspect(error), /duplicate key/);
    assert.doesNotMatch(inspect(error), /ann@/);
    return true;
  });
});

test("services of one database have tables of their own", options, async () => {
  const server = await testServer();
  const url = await server.createDatabase();
  await using orders = createPostgresDatabase(url, { schema: "orders", migrations });
  await using payments = createPostgresDatabase(url, { schema: "payments", migrations });
  await write(orders, "order");
  await write(payments, "payment");
  assert.deepEqual(await notes(orders), ["order"]);
  assert.deepEqual(await notes(payments), ["payment"]);
});
