import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { promisify } from "node:util";
import { migrations, notes, temporaryFile, write } from "../testing/notes.ts";
import { words } from "../words.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

/** Returns what the file holds for whoever opens it next. */
async function reopened(path: string): Promise<string[]> {
  await using database = createSqliteDatabase(path, { migrations });
  return await notes(database);
}

test("createSqliteDatabase lets nobody but the owner read the file", {
  skip: process.platform === "win32" && "Windows has no file modes",
}, async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations, durable: true });
  await write(database, "secret");
  for (const suffix of ["", "-wal", "-shm"]) {
    assert.equal((await stat(path + suffix)).mode & 0o777, 0o600, `mode of "${suffix}"`);
  }
});

test("read works again when the file comes back within reach", async (t) => {
  const path = await temporaryFile(t);
  const folder = dirname(path);
  await rm(folder, { recursive: true });
  await using database = createSqliteDatabase(path, { migrations });
  await assert.rejects(notes(database), { code: "ENOENT" });
  await mkdir(folder);
  assert.deepEqual(await notes(database), []);
});

test("transaction lets no other process write between its statements", {
  timeout: 60_000,
}, async (t) => {
  const path = await temporaryFile(t);
  const counter = "CREATE TABLE counter (n INTEGER NOT NULL) STRICT";
  const program = `
    import { createSqliteDatabase } from ${JSON.stringify(import.meta.resolve("./sqlite-database.ts"))};
    await using database = createSqliteDatabase(process.argv[1], {
      migrations: () => [${JSON.stringify(counter)}],
    });
    for (let i = 0; i < 100; i++) {
      await database.transaction(async (sql) => {
        const [row] = await sql("SELECT n FROM counter");
        if (row === undefined) await sql("INSERT INTO counter VALUES (1)");
        else await sql("UPDATE counter SET n = ?", row.n + 1);
      });
    }`;
  const arguments_ = ["--input-type=module-typescript", "--eval", program, path];
  const run = promisify(execFile);
  await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, arguments_)));

  await using database = createSqliteDatabase(path, { migrations: () => [counter] });
  assert.deepEqual(await database.read((sql) => sql("SELECT n FROM counter")), [{ n: 300 }]);
});

/** Holds the lock of a file as another process would, until it is disposed. */
function lock(path: string): Disposable {
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  return { [Symbol.dispose]: () => other.close() };
}

test("transaction waits for a lock, while others run", { timeout: 60_000 }, async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations });
  await write(database, "before");
  const written: Promise<void>[] = [];
  {
    using _lock = lock(path);
    for (let i = 0; i < 50; i++) written.push(write(database, `${i}`));
    assert.deepEqual(await notes(database), ["before"], "who reads waits for no lock");
  }
  await Promise.all(written);
  assert.equal((await notes(database)).length, 51);
});

test("createSqliteDatabase waits for the lock of a file that it opens", {
  timeout: 60_000,
}, async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations });
  let written: Promise<void>;
  {
    using _lock = lock(path);
    written = write(database, "after");
    await new Promise(setImmediate);
  }
  await written;
  assert.deepEqual(await notes(database), ["after"]);
});

test("transaction gives up when its time limit is over, and writes nothing later", {
  timeout: 60_000,
}, async (t) => {
  const path = await temporaryFile(t);
  let isOver = false;
  const createTimeLimit = () => ({ isOver: () => isOver });
  await using database = createSqliteDatabase(path, { migrations, createTimeLimit });
  await write(database, "before");
  {
    using _lock = lock(path);
    const waiting = write(database, "late");
    await new Promise(setImmediate);
    isOver = true;
    await assert.rejects(waiting, /database is locked/);
  }
  await write(database, "after");
  assert.deepEqual(await notes(database), ["before", "after"]);
});

test("createSqliteDatabase does not make a lost file again, and uses it when it is back", async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations });
  await write(database, "kept");
  await rename(path, `${path}-aside`);
  await assert.rejects(write(database, "lost"), /has gone, and is not made anew/);
  await assert.rejects(database.check(), /has gone/);
  await assert.rejects(notes(database), /has gone/);
  assert.equal(existsSync(path), false);
  await rename(`${path}-aside`, path);
  await database.check();
  await write(database, "new");
  assert.deepEqual(await reopened(path), ["kept", "new"]);
});

test("createSqliteDatabase opens a file that has replaced its own", async (t) => {
  const path = await temporaryFile(t);
  const backup = await temporaryFile(t);
  {
    await using database = createSqliteDatabase(backup, { migrations });
    await write(database, "from the backup");
  }
  await using database = createSqliteDatabase(path, { migrations });
  // So much that its log, applied to the other file, would break that.
  for (let i = 0; i < 100; i++) await write(database, "x".repeat(1_000));
  await rename(backup, path);
  await write(database, "new");
  assert.deepEqual(await notes(database), ["from the backup", "new"]);
  assert.deepEqual(await reopened(path), ["from the backup", "new"]);
});

test("createSqliteDatabase loses nothing of a file that is put back after another", async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations });
  await write(database, "kept");
  await rename(path, `${path}.aside`);
  await writeFile(path, "no database".repeat(100));
  await assert.rejects(write(database, "refused"), /not a database/);
  await rename(`${path}.aside`, path);
  assert.deepEqual(await notes(database), ["kept"]);
});

test("createSqliteDatabase loses nothing when its log is removed", {
  timeout: 60_000,
}, async (t) => {
  const path = await temporaryFile(t);
  await using database = createSqliteDatabase(path, { migrations });
  await using replica = createSqliteDatabase(path, { migrations });
  await write(database, "first");
  await write(replica, "second");
  for (const suffix of ["-wal", "-shm"]) await rm(path + suffix);
  await assert.rejects(write(database, "lost"), /-wal" was removed/);
  await assert.rejects(replica.check(), /-wal" was removed/);
  await t.waitFor(() => database.check(), { interval: 50, timeout: 30_000 });
  await t.waitFor(() => replica.check(), { interval: 50, timeout: 30_000 });
  await write(database, "third");
  assert.deepEqual(await notes(replica), ["first", "second", "third"]);
});

test("check writes to the file, durable or not", async (t) => {
  for (const durable of [false, true]) {
    const path = await temporaryFile(t);
    await using database = createSqliteDatabase(path, { migrations, durable });
    await database.check();
    using other = new DatabaseSync(path);
    // Which changes with each write of another connection.
    const version = () => other.prepare("PRAGMA data_version").get()?.data_version;
    const before = version();
    await database.check();
    assert.notEqual(version(), before);
  }
});

// A disk of its own, which only this command and its children see.
const ON_A_SMALL_DISK = ["--user", "--map-root-user", "--mount", "sh", "-c"];
const SMALL_DISK = 'mount -t tmpfs -o size=600k none "$1" && cd "$1" && shift && exec "$@"';
const noSmallDisk =
  spawnSync("unshare", [...ON_A_SMALL_DISK, SMALL_DISK, "sh", tmpdir(), "true"]).status !== 0;

test("check rejects while the disk is full, and resolves when it has room", {
  skip: noSmallDisk && "no file system can be mounted in a namespace here",
  timeout: 60_000,
}, async (t) => {
  const folder = dirname(await temporaryFile(t));
  const program = `
    import { rmSync, writeFileSync } from "node:fs";
    import { createSqliteDatabase } from ${JSON.stringify(import.meta.resolve("./sqlite-database.ts"))};
    await using database = createSqliteDatabase("notes.sqlite", {
      migrations: () => [${JSON.stringify(migrations(words.sqlite)[0])}],
    });
    const write = (text) => database.transaction((sql) => sql("INSERT INTO notes VALUES (?)", text));
    const read = () => database.read((sql) => sql("SELECT count(*) AS n FROM notes")).then(([row]) => row.n);
    await write("before");
    try {
      for (let i = 0; ; i++) writeFileSync("full-" + i, Buffer.alloc(4096));
    } catch {}
    const refused = (error) => error.message;
    const outcomes = [await write("x".repeat(9000)).catch(refused), await database.check().catch(refused), await read()];
    for (let i = 0; i < 20; i++) rmSync("full-" + i);
    await database.check();
    await write("after");
    console.log(JSON.stringify([...outcomes, await read()]));`;
  const { stdout } = await promisify(execFile)("unshare", [
    ...[...ON_A_SMALL_DISK, SMALL_DISK, "sh", folder],
    ...[process.execPath, "--input-type=module-typescript", "--eval", program],
  ]);
  assert.deepEqual(JSON.parse(stdout), [
    "database or disk is full",
    "database or disk is full",
    1,
    2,
  ]);
});
