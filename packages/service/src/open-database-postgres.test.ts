import assert from "node:assert/strict";
import { test } from "node:test";
import { noPostgres, startPostgres } from "@hipstershop/database/testing/start-postgres";
import { showsHealth } from "./testing/shows-health.ts";
import { startCurrency } from "./testing/start-currency.ts";

const notes = {
  name: "notes",
  migrations: () => ["CREATE TABLE notes (text TEXT NOT NULL)"],
};

test("context.database starts without PostgreSQL, and its health follows the server", {
  skip: noPostgres,
  timeout: 120_000,
}, async (t) => {
  await using server = await startPostgres();
  const DATABASE_URL = await server.createDatabase();
  await server.kill();
  await using service = await startCurrency({ env: { DATABASE_URL } });
  const database = await service.context.database(notes);
  assert.equal(database.kind, "postgres");
  await showsHealth(t, service, "NOT_SERVING");
  await server.start();
  await showsHealth(t, service, "SERVING");
  await database.transaction((sql) => sql("INSERT INTO notes VALUES ('kept')"));
  await server.kill();
  await showsHealth(t, service, "NOT_SERVING");
  await server.start();
  await showsHealth(t, service, "SERVING");
  const rows = await database.read((sql) => sql("SELECT text FROM notes"));
  assert.deepEqual(rows, [{ text: "kept" }]);
  assert.doesNotMatch(JSON.stringify(service.logged), /secret/);
});
