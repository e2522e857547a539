import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createSqliteDatabase } from "@hipstershop/database";
import { fixedFaults } from "@hipstershop/faults";
import { fillableDatabase } from "./fillable-database.ts";

test("fillableDatabase can only be read while databaseFull is on", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-full-"));
  t.after(() => rm(folder, { recursive: true }));
  const migrations = () => ["CREATE TABLE mugs (name TEXT)"];
  const values = { databaseFull: 0 };
  const file = createSqliteDatabase(join(folder, "mugs.sqlite"), { migrations });
  await using database = fillableDatabase(file, fixedFaults(values));
  const add = () =>
    database.transaction((sql) => sql("INSERT INTO mugs VALUES (?) RETURNING name", "blue"));
  const count = () => database.read((sql) => sql("SELECT * FROM mugs")).then((rows) => rows.length);
  await add();
  values.databaseFull = 1;
  await assert.rejects(add(), { message: "database or disk is full", errcode: 13 });
  await assert.rejects(database.check(), { message: "database or disk is full" });
  assert.equal(await count(), 1);
  values.databaseFull = 0;
  await add();
  await database.check();
  assert.equal(await count(), 2);
});
