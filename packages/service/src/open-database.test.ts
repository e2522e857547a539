import assert from "node:assert/strict";
import { mkdtempDisposable, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { runInCallContext } from "@hipstershop/rpc";
import { showsHealth } from "./testing/shows-health.ts";
import { type StartedCurrency, startCurrency } from "./testing/start-currency.ts";

const notes = {
  name: "notes",
  migrations: () => ["CREATE TABLE notes (text TEXT NOT NULL) STRICT"],
};

function start(folder: string): Promise<StartedCurrency> {
  return startCurrency({ env: { DATA_FOLDER: folder } });
}

function temporaryFolder() {
  return mkdtempDisposable(join(tmpdir(), "hipstershop-service-"));
}

test("context.database opens a file of the data folder, and closes it at the end", async () => {
  await using folder = await temporaryFolder();
  {
    await using service = await start(folder.path);
    const database = await service.context.database(notes);
    await database.transaction((sql) => sql("INSERT INTO notes VALUES (?)", "kept"));
  }
  using file = new DatabaseSync(join(folder.path, "test", "notes.sqlite"));
  assert.equal(file.prepare("SELECT text FROM notes").get()?.text, "kept");
  // Refused while another has the file open.
  file.exec("PRAGMA journal_mode = DELETE");
});

test("context.database opens a file, whatever DATABASE_URL says, when it asks for one", async () => {
  await using folder = await temporaryFolder();
  const env = { DATA_FOLDER: folder.path, DATABASE_URL: "postgres://localhost:1/shop" };
  await using service = await startCurrency({ env });
  const database = await service.context.database({ ...notes, kind: "sqlite" });
  assert.equal(database.kind, "sqlite");
  await database.check();
});

test("context.database makes the health of the service follow the file", {
  timeout: 120_000,
}, async (t) => {
  await using folder = await temporaryFolder();
  await using service = await start(folder.path);
  await service.context.database(notes);
  await showsHealth(t, service, "SERVING");
  const file = join(folder.path, "test", "notes.sqlite");
  await rename(file, `${file}-aside`);
  await showsHealth(t, service, "NOT_SERVING");
  await rename(`${file}-aside`, file);
  await showsHealth(t, service, "SERVING");
});

test("context.database waits for no lock when the caller has gone", {
  timeout: 8_000,
}, async () => {
  await using folder = await temporaryFolder();
  await using service = await start(folder.path);
  const database = await service.context.database({ ...notes, watched: false });
  await database.check();
  using other = new DatabaseSync(join(folder.path, "test", "notes.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  const gone = { requestId: "r", signal: AbortSignal.abort() };
  await assert.rejects(
    runInCallContext(gone, () => database.transaction((sql) => sql("DELETE FROM notes"))),
    /database is locked/,
  );
});
