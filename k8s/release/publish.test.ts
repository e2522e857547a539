import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { changelog } from "./changelog.ts";
import { publish } from "./publish.ts";

const run = promisify(execFile);

test("publish pushes a tag of the commit, once, and changelog begins anew behind it", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "publish-"));
  const [origin, work] = [join(folder.path, "origin"), join(folder.path, "work")];
  const git = async (...args: string[]) => (await run("git", args)).stdout.trim();
  const inWork = (...args: string[]) => git("-C", work, ...args);
  const commit = async (subject: string) => {
    await writeFile(join(work, "file"), subject);
    await inWork("add", "file");
    await inWork("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--message", subject);
  };
  await git("init", "--bare", origin);
  await git("clone", origin, work);
  await inWork("config", "user.name", "a");
  await inWork("config", "user.email", "a@b.c");

  await commit("Begin");
  assert.match(await changelog("1.0.0", work), /^# 1.0.0\n\nThe first version.\n\n- Begin \(/);
  await publish("1.0.0", work);
  assert.equal(await git("-C", origin, "tag", "--list"), "v1.0.0");
  await assert.rejects(publish("1.0.0", work), /v1.0.0 is tagged already/);

  await commit("Go on");
  const log = await changelog("1.1.0", work);
  assert.match(log, /Since v1.0.0.\n\n- Go on \([0-9a-f]+\)\n$/);
  await writeFile(join(work, "file"), "changed");
  await assert.rejects(publish("1.1.0", work), /changes that no commit has/);
  assert.equal(await git("-C", origin, "tag", "--list"), "v1.0.0");
});
