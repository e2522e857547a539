import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtempDisposable, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { isGenerated } from "./is-generated.ts";
import { watchProtos } from "./watch-protos.ts";

const root = join(import.meta.dirname, "../../..");
const WAIT = { interval: 50, timeout: 60_000 };

/** A repository with the proto files alone, in which `said` collects what a watch prints. */
async function repository(t: TestContext) {
  const { path, remove } = await mkdtempDisposable(join(tmpdir(), "hipstershop-protos-"));
  t.after(remove);
  const here = (file: string) => join(path, file);
  for (const file of ["buf.yaml", "buf.gen.yaml", "package.json", "proto"]) {
    await cp(join(root, file), here(file), { recursive: true });
  }
  await symlink(join(root, "node_modules"), here("node_modules"), "junction");
  const common = here("proto/hipstershop/common.proto");
  let said = "";
  return {
    path,
    here,
    edit: async (from: string, to: string) => {
      said = "";
      await writeFile(common, (await readFile(common, "utf8")).replace(from, to));
    },
    print: (text: string) => {
      said += `${text}\n`;
    },
    says: (pattern: RegExp) => t.waitFor(() => assert.match(said, pattern), WAIT),
    generated: () => readFile(here("packages/proto/gen/hipstershop/common_pb.ts"), "utf8"),
  };
}

test("watchProtos generates after each edit, and warns of one that breaks clients", async (t) => {
  const { path, print, says, edit, generated } = await repository(t);
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: path });
  await git("init", "--quiet");
  await git("add", "proto");
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  await git(...author, "commit", "--quiet", "--message", "Add the protos");

  using _ = await watchProtos(path, print);
  assert.match(await generated(), /nanos: number/);
  await edit("int32 nanos", "int64 nanos");
  await says(/Generated the code of proto\/ anew/);
  await says(/Warning: this breaks clients of the API:\n.*common\.proto:.*"nanos"/);
  assert.match(await generated(), /nanos: bigint/);
  await edit("int64 nanos", "int65 nanos");
  await says(/common\.proto:.*int65.*\n.*The last good code stays in use/s);
  assert.match(await generated(), /nanos: bigint/);
});

test("watchProtos runs buf only when a proto file has changed since", async (t) => {
  const { path, here, print, edit, generated } = await repository(t);
  assert.equal(await isGenerated(path), false);
  (await watchProtos(path, print))[Symbol.dispose]();
  assert.equal(await isGenerated(path), true);

  const writtenAt = async () => (await stat(here("packages/proto/gen/inputs.sha256"))).mtimeMs;
  const before = await writtenAt();
  (await watchProtos(path, print))[Symbol.dispose]();
  assert.equal(await writtenAt(), before);

  // As a pull does while nothing watches.
  await edit("int32 nanos", "int64 nanos");
  assert.equal(await isGenerated(path), false);
  (await watchProtos(path, print))[Symbol.dispose]();
  assert.match(await generated(), /nanos: bigint/);
});
