import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");
const WAIT = { interval: 50, timeout: 60_000 };

test("generate --watch warns of a change that breaks clients, and generates all the same", async (t) => {
  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-generate-"));
  const here = (path: string) => join(scratch.path, path);
  for (const path of ["buf.yaml", "buf.gen.yaml", "proto", "tools/src"]) {
    await cp(join(root, path), here(path), { recursive: true });
  }
  await symlink(join(root, "node_modules"), here("node_modules"), "junction");
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: scratch.path });
  await git("init", "--quiet");
  await git("add", "proto");
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  await git(...author, "commit", "--quiet", "--message", "Add the protos");

  const child = spawn(process.execPath, [here("tools/src/generate.ts"), "--watch"]);
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      said += data;
    });
  }
  const says = (pattern: RegExp) => t.waitFor(() => assert.match(said, pattern), WAIT);
  const common = here("proto/hipstershop/common.proto");
  const edit = async (from: string, to: string) => {
    said = "";
    await writeFile(common, (await readFile(common, "utf8")).replace(from, to));
  };

  await says(/Watching proto/);
  await edit("int32 nanos", "int64 nanos");
  await says(/Generated anew after a change of common\.proto/);
  await says(/Warning: this breaks clients of the API:\n.*common\.proto:.*"nanos"/);
  const generated = await readFile(here("packages/proto/gen/hipstershop/common_pb.ts"), "utf8");
  assert.match(generated, /nanos: bigint/);
});
