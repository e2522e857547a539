import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { openFolder } from "../schedule/open-folder.ts";
import type { Job } from "./run-seeds.ts";

test("a worker ends when the process that forked it has gone", { timeout: 120_000 }, async (t) => {
  using folder = openFolder();
  const job: Job = { first: 1, last: 1_000_000, step: 1, folder: folder.path };
  const worker = fork(join(import.meta.dirname, "worker.ts"), [JSON.stringify(job)], {
    execArgv: [],
  });
  t.after(() => worker.kill());
  await once(worker, "message");
  worker.disconnect();
  assert.deepEqual(await once(worker, "exit", { signal: t.signal }), [1, null]);
});
