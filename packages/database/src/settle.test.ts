import assert from "node:assert/strict";
import { test } from "node:test";
import { CommitInDoubtError } from "./commit-in-doubt-error.ts";
import type { Database } from "./database.ts";
import { settle } from "./settle.ts";

/** Returns a transaction, settled in a database that fails as told after each commit, in order. */
function transactionThat(...fails: (Error | undefined)[]) {
  const done = { times: 0 };
  const database: Pick<Database, "transaction"> = {
    async transaction(work) {
      const result = await work(async () => []);
      done.times++;
      const failure = fails.shift();
      if (failure) throw failure;
      return result;
    },
  };
  return { done, run: () => settle(database, async () => "result") };
}

test("settle runs a transaction again when its commit is in doubt", async () => {
  const { done, run } = transactionThat(new CommitInDoubtError("connection lost"));
  assert.equal(await run(), "result");
  assert.equal(done.times, 2);
});

test("settle runs a transaction once when it is committed or has failed", async () => {
  const committed = transactionThat();
  await committed.run();
  assert.equal(committed.done.times, 1);
  const failure = new Error("disk I/O error");
  const failed = transactionThat(failure);
  await assert.rejects(failed.run(), failure);
  assert.equal(failed.done.times, 1);
});

test("settle gives up when the second commit is in doubt too", async () => {
  const doubt = new CommitInDoubtError("connection lost");
  const { done, run } = transactionThat(doubt, doubt);
  await assert.rejects(run(), doubt);
  assert.equal(done.times, 2);
});
