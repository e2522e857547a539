import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { withFileLock } from "./with-file-lock.ts";

test("withFileLock says that another process holds the lock, and of which file", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "lock-"));
  const path = join(folder.path, "flags.json");
  const held = new DatabaseSync(`${path}.lock`);
  held.exec("BEGIN EXCLUSIVE");
  const acted = () => assert.fail("it acted without the lock");
  assert.throws(() => withFileLock(path, acted, { timeoutMs: 1 }), {
    message: `another process holds ${path}.lock: end it, or try again`,
  });
  held.close();
  const seven = withFileLock(path, () => 7);
  assert.equal(seven, 7);
});

test("withFileLock says which file it cannot make, and what to do", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "lock-"));
  const missing = join(folder.path, "none", "flags.json");
  const spoiled = join(folder.path, "flags.json");
  await writeFile(`${spoiled}.lock`, "no lock".repeat(1_000));
  for (const path of [missing, spoiled]) {
    assert.throws(() => withFileLock(path, () => {}), {
      message: `${path}.lock cannot be opened: see that you may write there, and delete it if it is no lock`,
    });
  }
});

test("withFileLock throws what is thrown while it is held, as it is", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "lock-"));
  const error = new RangeError("no such flag");
  const path = join(folder.path, "flags.json");
  const act = () => {
    throw error;
  };
  assert.throws(() => withFileLock(path, act), error);
  const seven = withFileLock(path, () => 7);
  assert.equal(seven, 7);
});
