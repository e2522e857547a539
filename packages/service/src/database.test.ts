import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { createDatabase } from "./database.ts";

const schema = "CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL) STRICT";

async function temporaryFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-database-"));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, "notes.sqlite");
}

test("createDatabase keeps what was written when it is opened again", async (t) => {
  const path = await temporaryFile(t);
  {
    using database = createDatabase(path, { schema });
    database.run((sql) => sql("INSERT INTO notes VALUES (?)").run("kept"));
  }
  using database = createDatabase(path, { schema });
  assert.deepEqual(
    database.run((sql) =>
      sql("SELECT text FROM notes")
        .all()
        .map((row) => row.text),
    ),
    ["kept"],
  );
});

test("createDatabase lets nobody but the owner read the file", {
  skip: process.platform === "win32" && "Windows has no file modes",
}, async (t) => {
  const path = await temporaryFile(t);
  using database = createDatabase(path, { schema, durable: true });
  database.run((sql) => sql("INSERT INTO notes VALUES (?)").run("secret"));
  for (const suffix of ["", "-wal", "-shm"]) {
    assert.equal((await stat(path + suffix)).mode & 0o777, 0o600, `mode of "${suffix}"`);
  }
});

test("transaction undoes everything when its work throws", async (t) => {
  const path = await temporaryFile(t);
  using database = createDatabase(path, { schema });
  assert.throws(
    () =>
      database.transaction((sql) => {
        sql("INSERT INTO notes VALUES (?)").run("undone");
        throw new RangeError("Changed my mind");
      }),
    new RangeError("Changed my mind"),
  );
  database.transaction((sql) => sql("INSERT INTO notes VALUES (?)").run("done"));
  assert.deepEqual(
    database.run((sql) =>
      sql("SELECT text FROM notes")
        .all()
        .map((row) => row.text),
    ),
    ["done"],
  );
});

test("run works again when the file comes back within reach", async (t) => {
  const path = await temporaryFile(t);
  const folder = dirname(path);
  await rm(folder, { recursive: true });
  using database = createDatabase(path, { schema });
  assert.throws(() => database.run((sql) => sql("SELECT 1").get()), { code: "ENOENT" });
  await mkdir(folder);
  assert.deepEqual({ ...database.run((sql) => sql("SELECT 1 AS one").get()) }, { one: 1 });
});

test("transaction lets no other process come between", { timeout: 60_000 }, async (t) => {
  const path = await temporaryFile(t);
  const counter = "CREATE TABLE IF NOT EXISTS counter (n INTEGER NOT NULL) STRICT";
  const program = `
    import { createDatabase } from ${JSON.stringify(import.meta.resolve("./database.ts"))};
    using database = createDatabase(process.argv[1], { schema: ${JSON.stringify(counter)} });
    for (let i = 0; i < 100; i++) {
      database.transaction((sql) => {
        const n = sql("SELECT n FROM counter").get()?.n;
        if (n === undefined) sql("INSERT INTO counter VALUES (1)").run();
        else sql("UPDATE counter SET n = ?").run(n + 1);
      });
    }`;
  const arguments_ = ["--input-type=module-typescript", "--eval", program, path];
  const run = promisify(execFile);
  await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, arguments_)));

  using database = createDatabase(path, { schema: counter });
  assert.equal(database.run((sql) => sql("SELECT n FROM counter").get())?.n, 300);
});
