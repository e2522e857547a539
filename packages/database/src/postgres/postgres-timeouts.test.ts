import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { CommitInDoubtError } from "../commit-in-doubt-error.ts";
import type { Database } from "../database.ts";
import { migrations, notes, write } from "../testing/notes.ts";
import { noPostgres, startPostgres } from "../testing/start-postgres.ts";
import { testServer } from "../testing/test-server.ts";
import { createPostgresDatabase } from "./postgres-database.ts";

const options = { skip: noPostgres, timeout: 60_000 };

/** Opens a database of a test's own twice, as two processes do. */
async function openTwice(t: TestContext): Promise<[Database, Database]> {
  const url = await (await testServer()).createDatabase();
  const open = (): Database => {
    const database = createPostgresDatabase(url, { schema: "notes", migrations });
    t.after(() => database[Symbol.asyncDispose]());
    return database;
  };
  const opened: [Database, Database] = [open(), open()];
  await Promise.all(opened.map((each) => each.check()));
  return opened;
}

/** Begins a transaction that has changed a note, and has not ended. */
async function holdNote(database: Database) {
  const held = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const holding = database.transaction(async (sql) => {
    await sql("UPDATE notes SET text = text");
    held.resolve();
    await mayEnd.promise;
  });
  holding.catch(held.reject);
  await held.promise;
  return {
    async end() {
      mayEnd.resolve();
      await holding;
    },
  };
}

/** Returns how long something takes, in seconds, rounded down. */
async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return Math.floor((performance.now() - startMs) / 1_000);
}

describe("a PostgreSQL database", { ...options, concurrency: true }, () => {
  test("ends a statement after 3 s, with an error that says so, and goes on", async (t) => {
    const [database] = await openTwice(t);
    const seconds = await secondsOf(() =>
      assert.rejects(
        database.read((sql) => sql("SELECT pg_sleep(30)")),
        { code: "57014", message: "canceling statement due to statement timeout" },
      ),
    );
    assert.ok(seconds >= 2 && seconds < 10, `it took ${seconds} s`);
    await write(database, "later");
    assert.deepEqual(await notes(database), ["later"]);
  });

  test("waits 1.5 s for a lock, three times, and then rejects and has changed nothing", async (t) => {
    const [database, other] = await openTwice(t);
    await write(database, "kept");
    const holder = await holdNote(other);
    let tries = 0;
    const seconds = await secondsOf(() =>
      assert.rejects(
        database.transaction(async (sql) => {
          tries += 1;
          await sql("INSERT INTO notes VALUES ('lost')");
          await sql("UPDATE notes SET text = 'changed' WHERE text = 'kept'");
        }),
        { code: "55P03", message: "canceling statement due to lock timeout" },
      ),
    );
    assert.equal(tries, 3);
    assert.ok(seconds >= 2 && seconds < 10, `it took ${seconds} s`);
    await holder.end();
    assert.deepEqual(await notes(database), ["kept"]);
  });

  test("goes on when the lock that it waits for is given back in time", async (t) => {
    const [database, other] = await openTwice(t);
    await write(database, "kept");
    const holder = await holdNote(other);
    let tries = 0;
    await database.transaction(async (sql) => {
      tries += 1;
      // The first wait has lasted 1.5 s then.
      if (tries === 2) await holder.end();
      await sql("UPDATE notes SET text = 'changed'");
    });
    assert.equal(tries, 2);
    assert.deepEqual(await notes(database), ["changed"]);
  });

  test("ends a transaction that does nothing for 5 s, and gives its locks to others", async (t) => {
    const [database, other] = await openTwice(t);
    await write(database, "kept");
    const holder = await holdNote(other);
    await t.waitFor(() => database.transaction((sql) => sql("UPDATE notes SET text = 'changed'")), {
      timeout: 30_000,
    });
    await assert.rejects(holder.end(), CommitInDoubtError);
    assert.deepEqual(await notes(database), ["changed"]);
  });

  test("makes an eleventh use wait for 2 s, and then rejects", async (t) => {
    const [database] = await openTwice(t);
    const mayEnd = Promise.withResolvers<void>();
    let begun = 0;
    const holding = Array.from({ length: 10 }, () =>
      database.read(async (sql) => {
        begun += 1;
        await mayEnd.promise;
        await sql("SELECT 1");
      }),
    );
    await t.waitFor(() => assert.equal(begun, 10), { timeout: 30_000 });
    const seconds = await secondsOf(() =>
      assert.rejects(
        notes(database),
        /^Error: PostgreSQL at \/.* cannot be used: timeout exceeded/,
      ),
    );
    assert.ok(seconds >= 1 && seconds < 10, `it took ${seconds} s`);
    mayEnd.resolve();
    await Promise.all(holding);
    assert.deepEqual(await notes(database), []);
  });

  test("rejects within 2 s when the server takes no connection", async (t) => {
    await using server = await startPostgres();
    const url = await server.createDatabase();
    const database = createPostgresDatabase(url, { schema: "notes", migrations });
    t.after(() => database[Symbol.asyncDispose]());
    server.freeze();
    const seconds = await secondsOf(() =>
      assert.rejects(notes(database), /^Error: PostgreSQL at \/.* cannot be used: /),
    );
    server.resume();
    assert.ok(seconds >= 1 && seconds < 10, `it took ${seconds} s`);
    await t.waitFor(() => notes(database), { interval: 50, timeout: 30_000 });
  });
});
