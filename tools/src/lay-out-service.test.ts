import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { layOutService } from "./lay-out-service.ts";
import { layeringProblems } from "./layering.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
/** A word that no service will be named after. */
const NOUN = "neverservedyet";
/** What a clone has not. */
const LEFT_OUT = new Set(["node_modules", ".git", ".turbo", ".data", "gen", "dist"]);

test("layOutService makes a service that passes every check when nothing is added by hand", async (t) => {
  const copy = await mkdtemp(join(tmpdir(), "hipstershop-new-service-"));
  t.after(() => rm(copy, { recursive: true, force: true }));
  await cp(root, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  const bin = join(copy, "node_modules/.bin");

  const written = layOutService(copy, NOUN);
  const edited = written.filter((path) => existsSync(join(root, path)));
  assert.deepEqual(edited, ["k8s/base/kustomization.yaml", "skaffold.yaml"]);
  await install(copy);

  // With this variable tests inside a test would not run.
  const { NODE_TEST_CONTEXT: _, PATH, ...env } = process.env;
  const inCopy = { cwd: copy, env: { ...env, PATH: `${bin}:${PATH}` } };
  // As in a clone without generated code: programs that run without turbo generate it first.
  await run("node", ["--import", "./tools/src/prepare.mjs", "--eval", ""], inCopy);
  const problems = await layeringProblems(copy);
  assert.deepEqual(
    problems.filter((problem) => problem.startsWith("shop") || problem.includes(NOUN)),
    [],
  );
  await run(join(bin, "buf"), ["lint"], inCopy);
  await run(
    join(bin, "biome"),
    ["check", ...written.filter((path) => !path.endsWith(".proto"))],
    inCopy,
  );
  await run(join(bin, "tsc"), ["--noEmit", "-p", `services/${NOUN}service`], inCopy);
  await run("node", ["--test", `services/${NOUN}service/src/*.test.ts`], inCopy);
  await run("node", ["--test", "k8s/checks/overlays.test.ts"], inCopy);
  const { stdout } = await run(
    "node",
    [
      "--input-type=module",
      "-e",
      'import("./shop/src/services.ts").then(({ services }) => console.log(services.map(({ name }) => name).join()))',
    ],
    inCopy,
  );
  assert(stdout.trim().split(",").includes(`${NOUN}service`), stdout);
});

/** What "npm install" does, offline and at once: links to the packages of this clone. */
async function install(copy: string): Promise<void> {
  await link("node_modules");
  await symlink(`../services/${NOUN}service`, join(copy, `node_modules/${NOUN}service`));

  async function link(folder: string): Promise<void> {
    await mkdir(join(copy, folder));
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.name === "@hipstershop") await link(path);
      // Workspaces are links relative to the clone.
      else if (entry.isSymbolicLink())
        await symlink(await readlink(join(root, path)), join(copy, path));
      else await symlink(join(root, path), join(copy, path));
    }
  }
}
