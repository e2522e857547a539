import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { CommitInDoubtError } from "../commit-in-doubt-error.ts";
import { migrations, notes, temporaryFile, write } from "../testing/notes.ts";
import type { SyncFile } from "./log-sync.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

/** A disk that is as slow as the test wants: each sync that begins can be ended. */
function slowDisk(): { readonly sync: SyncFile; readonly begun: PromiseWithResolvers<void>[] } {
  const begun: PromiseWithResolvers<void>[] = [];
  return {
    begun,
    sync: () => {
      const syncing = Promise.withResolvers<void>();
      begun.push(syncing);
      return syncing.promise;
    },
  };
}

const turn = () => new Promise(setImmediate);

test("transaction resolves when the log is on the disk, and shares the sync with others", async (t) => {
  const { sync, begun } = slowDisk();
  await using database = createSqliteDatabase(await temporaryFile(t), {
    migrations,
    durable: true,
    sync,
  });
  const ended: string[] = [];
  const add = (text: string) => write(database, text).then(() => ended.push(text));
  const first = [add("a"), add("b"), add("c")];
  await turn();
  assert.equal(begun.length, 1, "three share one");
  const late = add("late");
  await turn();
  assert.equal(begun.length, 1, "one at a time");
  assert.deepEqual(ended, []);
  begun[0]?.resolve();
  await Promise.all(first);
  await turn();
  assert.deepEqual(ended, ["a", "b", "c"], "a sync that had begun may have missed the late one");
  begun[1]?.resolve();
  await late;
  assert.equal(begun.length, 2);
});

test("read resolves when what it has read is on the disk, whoever wrote it", {
  timeout: 20_000,
}, async (t) => {
  const path = await temporaryFile(t);
  const [here, there] = [slowDisk(), slowDisk()];
  await using writer = createSqliteDatabase(path, { migrations, durable: true, sync: here.sync });
  await using other = createSqliteDatabase(path, { migrations, durable: true, sync: there.sync });
  await Promise.all([writer.check(), other.check()]);
  // What a file holds when it is opened may not be on the disk either.
  const opened = Promise.all([notes(writer), notes(other)]);
  await turn();
  here.begun[0]?.resolve();
  there.begun[0]?.resolve();
  await opened;
  const ended: string[] = [];
  const ask = async (answer: Promise<unknown>) => ended.push(`${await answer}`);
  const asked = [ask(write(writer, "a"))];
  await turn();
  asked.push(ask(notes(writer)), ask(notes(other)));
  await turn();
  assert.deepEqual([here.begun.length, there.begun.length, ended.length], [2, 2, 0]);
  here.begun[1]?.resolve();
  there.begun[1]?.resolve();
  await Promise.all(asked);
  assert.deepEqual(ended.sort(), ["a", "a", "undefined"]);
  assert.deepEqual(await notes(other), ["a"], "nothing was written since");
  assert.deepEqual([here.begun.length, there.begun.length], [2, 2]);
});

test("transaction is in doubt when the disk fails, and the next one is not", async (t) => {
  let failure: Error | undefined = new Error("EIO: i/o error, fdatasync");
  const sync = async () => {
    if (failure) throw failure;
  };
  await using database = createSqliteDatabase(await temporaryFile(t), {
    migrations,
    durable: true,
    sync,
  });
  await assert.rejects(write(database, "a"), (error) => {
    assert.ok(error instanceof CommitInDoubtError);
    assert.equal(error.cause, failure);
    return true;
  });
  failure = undefined;
  await write(database, "b");
  assert.deepEqual(await notes(database), ["a", "b"]);
});

test("check waits for no disk, nor does what is not durable", async (t) => {
  const sync = () => new Promise<never>(() => {});
  const path = await temporaryFile(t);
  await using durable = createSqliteDatabase(path, { migrations, durable: true, sync });
  await durable.check((sql) => sql("INSERT INTO notes VALUES ('checked')"));
  await using database = createSqliteDatabase(path, { migrations, sync });
  await write(database, "a");
  assert.deepEqual(await notes(database), ["checked", "a"]);
});

test("the log is cut after it has grown", { timeout: 60_000 }, async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations, durable: true });
  await write(database, "first");
  const size = async () => (await stat(`${path}-wal`)).size;
  {
    using reader = new DatabaseSync(path);
    reader.exec("BEGIN; SELECT * FROM notes");
    for (let i = 0; i < 20; i++) await write(database, "x".repeat(1_048_576));
  }
  assert.ok((await size()) > 20 * 1_048_576, "nothing can be moved while it is read");
  await write(database, "this moves what the log holds into the file");
  await write(database, "this begins the log anew");
  assert.ok((await size()) <= 16 * 1_048_576, `it is ${await size()} bytes`);
});
