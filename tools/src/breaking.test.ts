import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { breakingChanges } from "./breaking.ts";

const root = join(import.meta.dirname, "../..");
const moved = /common\.proto:.*[Ff]ield.*"nanos"/;

test("breakingChanges finds a break when it is two commits back", async (t) => {
  const repository = await setUp(t);
  await repository.change("units = 2", "units = 9");
  await repository.change("An amount of money", "A sum of money");
  await repository.change("A postal address", "An address");
  assert.match(await breakingChanges(repository.path), /common\.proto:.*[Ff]ield "2"/);
});

test("breakingChanges finds nothing when all that changed are additions", async (t) => {
  const repository = await setUp(t);
  await repository.change("int32 nanos = 3;", "int32 nanos = 3;\n  string note = 4;");
  assert.equal(await breakingChanges(repository.path), "");
});

test("breakingChanges compares the files as they are when they are not committed", async (t) => {
  const repository = await setUp(t);
  await repository.edit("int32 nanos", "int64 nanos");
  assert.match(await breakingChanges(repository.path), moved);
});

test("breakingChanges compares with the newest release when there is one", async (t) => {
  const repository = await setUp(t);
  await repository.change("int32 nanos", "int64 nanos");
  await repository.git("tag", "v1.0.0");
  await repository.git("tag", "nightly");
  assert.equal(await breakingChanges(repository.path), "");
  await repository.change("int64 nanos", "int32 nanos");
  await repository.change("A postal address", "An address");
  assert.match(await breakingChanges(repository.path), moved);
});

test("breakingChanges deepens a clone that is shallow", async (t) => {
  const origin = await setUp(t);
  await origin.change("int32 nanos", "int64 nanos");
  await origin.change("A postal address", "An address");
  const clone = await cloneShallow(t, origin.path);
  assert.match(await breakingChanges(clone.path), moved);
});

test("breakingChanges says what it misses when a shallow clone cannot be deepened", async (t) => {
  const origin = await setUp(t);
  await origin.change("A postal address", "An address");
  const clone = await cloneShallow(t, origin.path);
  await clone.git("remote", "set-url", "origin", join(clone.path, "nowhere"));
  await assert.rejects(breakingChanges(clone.path), /is shallow, .+, which "origin" did not give/);
  await clone.git("remote", "remove", "origin");
  await assert.rejects(breakingChanges(clone.path), /is shallow, .+: clone it whole/);
});

/** A repository whose first commit has the shop's proto files of today. */
async function setUp(t: TestContext) {
  const repository = await openRepository(t);
  await repository.git("init", "--quiet", "--initial-branch=main");
  await writeFile(join(repository.path, "README.md"), "# A shop without an API\n");
  await repository.commit();
  await cp(join(root, "proto"), join(repository.path, "proto"), { recursive: true });
  await cp(join(root, "buf.yaml"), join(repository.path, "buf.yaml"));
  await repository.commit();
  return repository;
}

async function cloneShallow(t: TestContext, origin: string) {
  const clone = await openRepository(t);
  await clone.git("clone", "--quiet", "--depth=1", pathToFileURL(origin).href, ".");
  return clone;
}

async function openRepository(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), "hipstershop-breaking-test-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const proto = join(path, "proto/hipstershop/common.proto");
  const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"];

  async function git(...args: string[]): Promise<void> {
    await promisify(execFile)("git", [...identity, ...args], { cwd: path });
  }
  async function commit(): Promise<void> {
    await git("add", "--all");
    await git("commit", "--quiet", "--no-gpg-sign", "--message=Change the shop");
  }
  async function edit(from: string, to: string): Promise<void> {
    const text = await readFile(proto, "utf8");
    assert.ok(text.includes(from), `common.proto must have "${from}"`);
    await writeFile(proto, text.replace(from, to));
  }
  async function change(from: string, to: string): Promise<void> {
    await edit(from, to);
    await commit();
  }
  return { path, git, commit, edit, change };
}
