import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");

test("a clone has the line ends of the repository where Git would change them", async () => {
  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-clone-"));
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: scratch.path });
  // What Git for Windows is set to.
  await git("clone", "--quiet", "--config", "core.autocrlf=true", root, "shop");
  const { stdout } = await git("-C", "shop", "ls-files", "--eol");
  const changed = stdout.split("\n").filter((line) => /\bw\/(?:crlf|mixed)\b/.test(line));
  assert.deepEqual(changed, []);
});
