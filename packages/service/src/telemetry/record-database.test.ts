import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseKinds } from "@hipstershop/database/testing";
import type { Recorder } from "@hipstershop/telemetry";
import { recordDatabase } from "./record-database.ts";

const SYSTEMS = { SQLite: "sqlite", PostgreSQL: "postgresql" };

for (const { name, start, skip } of databaseKinds) {
  test(`a recorder is told of each use of ${name}, and of nothing that was asked`, {
    skip,
  }, async (t) => {
    const open = await start(t, {
      name: "notes",
      migrations: () => ["CREATE TABLE note (text TEXT NOT NULL)"],
    });
    const uses: object[] = [];
    const recorder: Pick<Recorder, "store"> = {
      store(use, run) {
        uses.push(use);
        return run();
      },
    };
    let active: typeof recorder | undefined;
    const database = recordDatabase(open(), "notes", () => active);
    const insert = (text: string) =>
      database.transaction((sql) => sql("INSERT INTO note (text) VALUES (?)", text));
    await insert("before");
    assert.deepEqual(uses, []);

    active = recorder;
    await insert("after");
    const texts = await database.read((sql) => sql("SELECT text FROM note ORDER BY text"));
    assert.deepEqual(
      texts.map(({ text }) => text),
      ["after", "before"],
    );
    const of = { system: SYSTEMS[name], namespace: "notes" };
    assert.deepEqual(uses, [
      { ...of, operation: "transaction" },
      { ...of, operation: "read" },
    ]);
  });
}
