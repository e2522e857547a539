import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Database, Migrations } from "../database.ts";
import { migrations, notes, write } from "../testing/notes.ts";

/** Opens the database of a test. A second time, it is as if by another process. */
export type Open = (migrations: Migrations) => Database;

const accounts: Migrations = ({ integer, bytes, counter, strict }) => [
  `CREATE TABLE accounts (
    id      ${counter},
    name    TEXT NOT NULL UNIQUE,
    balance ${integer} NOT NULL CHECK (balance >= 0),
    picture ${bytes}
  ) ${strict}`,
];

const INSERT =
  "INSERT INTO accounts (name, balance) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id";

/** Declares the tests that every kind of database must pass. `start` gives each test its own. */
export function databaseContract(
  kind: string,
  start: (t: TestContext) => Promise<Open>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  function contract(does: string, run: (open: Open) => Promise<void>): void {
    test(`${kind} ${does}`, { skip, timeout: 60_000 }, async (t) => run(await start(t)));
  }

  contract("keeps what was written when it is opened again", async (open) => {
    {
      await using database = open(migrations);
      assert.equal(database.kind, kind);
      await write(database, "kept");
    }
    await using database = open(migrations);
    assert.deepEqual(await notes(database), ["kept"]);
  });

  contract("undoes everything when the work throws", async (open) => {
    await using database = open(migrations);
    const changed = new RangeError("Changed my mind");
    await assert.rejects(
      database.transaction(async (sql) => {
        await sql("INSERT INTO notes VALUES (?)", "undone");
        throw changed;
      }),
      changed,
    );
    await write(database, "done");
    assert.deepEqual(await notes(database), ["done"]);
  });

  contract("undoes everything when a statement fails, and works on", async (open) => {
    await using database = open(accounts);
    await assert.rejects(
      database.transaction(async (sql) => {
        await sql(INSERT, "ann", 5);
        await sql("UPDATE accounts SET balance = balance - 6");
      }),
      /constraint/i,
    );
    await assert.rejects(
      database.read((sql) => sql("SELECT wrong FROM accounts")),
      /wrong/,
    );
    assert.deepEqual(await database.read((sql) => sql("SELECT id FROM accounts")), []);
  });

  contract("gives values back as they were", async (open) => {
    await using database = open(accounts);
    const picture = new Uint8Array([0, 255, 39, 92]);
    const big = 2n ** 63n - 1n;
    const safe = Number.MAX_SAFE_INTEGER;
    await database.transaction(async (sql) => {
      const text = "INSERT INTO accounts (name, balance, picture) VALUES (?, ?, ?)";
      await sql(text, "it's ä 猫 \\ ?", 0, picture);
      await sql(text, "big", big, null);
      await sql(text, "safe", safe, null);
    });
    const rows = await database.read((sql) =>
      sql(
        "SELECT name, balance, picture, '?' AS mark, balance > ? AS rich FROM accounts ORDER BY id",
        1,
      ),
    );
    assert.deepEqual(rows, [
      { name: "it's ä 猫 \\ ?", balance: 0, picture, mark: "?", rich: 0 },
      { name: "big", balance: big, picture: null, mark: "?", rich: 1 },
      { name: "safe", balance: safe, picture: null, mark: "?", rich: 1 },
    ]);
    const text = "SELECT count(*) AS n, sum(balance) AS total FROM accounts WHERE name <> 'big'";
    assert.deepEqual(await database.read((sql) => sql(text)), [{ n: 3 - 1, total: safe }]);
  });

  contract("shows others nothing before it is committed", async (open) => {
    await using database = open(migrations);
    await using other = open(migrations);
    await write(database, "before");
    await database.transaction(async (sql) => {
      await sql("INSERT INTO notes VALUES (?)", "within");
      assert.deepEqual(await notes(other), ["before"]);
      assert.equal((await sql("SELECT text FROM notes")).length, 2);
    });
    assert.deepEqual(await notes(other), ["before", "within"]);
  });

  contract("runs statements one after another when they are asked at once", async (open) => {
    await using database = open(migrations);
    const warned: Error[] = [];
    const onWarning = (warning: Error) => warned.push(warning);
    process.on("warning", onWarning);
    await database.transaction(async (sql) => {
      await Promise.all(["a", "b", "c"].map((text) => sql("INSERT INTO notes VALUES (?)", text)));
    });
    await new Promise(setImmediate);
    process.off("warning", onWarning);
    assert.deepEqual(warned, []);
    assert.deepEqual(await notes(database), ["a", "b", "c"]);
  });

  contract("loses no change when many are made at once", async (open) => {
    await using database = open(accounts);
    await using other = open(accounts);
    await database.transaction((sql) => sql(INSERT, "ann", 0));
    const add = async (each: Database) =>
      each.transaction(async (sql) => {
        // The row is locked first: PostgreSQL would let another read the same balance.
        await sql("UPDATE accounts SET picture = NULL WHERE name = ?", "ann");
        const [row] = await sql<{ balance: number }>("SELECT balance FROM accounts");
        await sql("UPDATE accounts SET balance = ?", (row?.balance ?? 0) + 1);
      });
    await Promise.all(Array.from({ length: 60 }, (_, i) => add(i % 2 ? database : other)));
    const [row] = await database.read((sql) => sql("SELECT balance FROM accounts"));
    assert.equal(row?.balance, 60);
  });

  contract("lets one win when two make the same change", async (open) => {
    await using database = open(accounts);
    await using other = open(accounts);
    const both = (text: string, ...values: (string | number)[]) =>
      Promise.all([database, other].map((each) => each.transaction((sql) => sql(text, ...values))));
    const inserted = await both(INSERT, "ann", 1);
    assert.deepEqual(inserted.map((rows) => rows.length).sort(), [0, 1]);
    const taken = await both("UPDATE accounts SET balance = 0 WHERE balance = ? RETURNING id", 1);
    assert.deepEqual(taken.map((rows) => rows.length).sort(), [0, 1]);
  });

  contract("takes each step once, and works on tables that have more", async (open) => {
    const later: Migrations = (words) => [
      ...migrations(words),
      "ALTER TABLE notes ADD COLUMN tag TEXT; CREATE INDEX notes_by_tag ON notes (tag)",
    ];
    await using early = open(migrations);
    await write(early, "early");
    await using database = open(later);
    await using another = open(later);
    await Promise.all(
      [database, another].map((each) =>
        each.transaction((sql) => sql("INSERT INTO notes (text, tag) VALUES ('b', 'new')")),
      ),
    );
    await early.transaction((sql) => sql("INSERT INTO notes (text) VALUES ('c')"));
    await using reopened = open(migrations);
    assert.deepEqual(await notes(reopened), ["early", "b", "b", "c"]);
  });

  contract("makes the tables once when many open it at once", async (open) => {
    await using opened = new AsyncDisposableStack();
    const databases = Array.from({ length: 4 }, () => opened.use(open(migrations)));
    await Promise.all(databases.map((each, i) => write(each, `${i}`)));
    assert.equal((await notes(databases[0] as Database)).length, 4);
  });

  contract("takes no step that fails, and tries again", async (open) => {
    await using broken = open((words) => [...migrations(words), "CREATE TABLE notes (n INT)"]);
    await assert.rejects(broken.check(), /already exists/);
    await assert.rejects(broken.check(), /already exists/);
    await using database = open(migrations);
    assert.deepEqual(await notes(database), []);
  });

  contract("can be checked, and keeps what the check writes", async (open) => {
    await using database = open(migrations);
    await database.check();
    await database.check((sql) => sql("INSERT INTO notes VALUES ('checked')"));
    assert.deepEqual(await notes(database), ["checked"]);
  });

  contract("rejects when it is closed", async (open) => {
    const database = open(migrations);
    await write(database, "a");
    await database[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await assert.rejects(notes(database), /is closed/);
    await assert.rejects(write(database, "b"), /is closed/);
  });
}
