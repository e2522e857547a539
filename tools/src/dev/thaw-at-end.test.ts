import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempDisposable, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { writeProgram } from "../testing/write-program.ts";

const root = join(import.meta.dirname, "../../..");
const DEADLINE = { interval: 50, timeout: 60_000 };

/** Starts a copy of "adder" in the folder that is its argument, holds it, and says so with its pid. */
const runner = `
import { startCopy } from ${JSON.stringify(join(import.meta.dirname, "copy.ts"))};
const copy = startCopy("adder", {
  repository: process.argv[1],
  env: { ...process.env, SHOP: "test" },
  imported() {},
  print(line) {
    if (!line.startsWith("answer")) return;
    copy.freeze();
    console.log(copy.pid);
  },
  crashed() {},
  killed() {},
});`;

test("a process that is held ends when what started it is killed", {
  skip: process.platform === "win32" && "Windows holds no process",
}, async (t) => {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-dev-"));
  t.after(() => folder.remove());
  await symlink(join(root, "node_modules"), join(folder.path, "node_modules"), "junction");
  await writeProgram(join(folder.path, "services/adder/src"));
  const args = ["--input-type=module-typescript", "--eval", runner, folder.path];
  const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => started.kill("SIGKILL"));
  let pid = 0;
  createInterface({ input: started.stdout }).on("line", (line) => {
    pid = Number(line);
  });
  t.after(() => pid !== 0 && runs(pid) && process.kill(pid, "SIGKILL"));
  await t.waitFor(() => assert.ok(pid !== 0), DEADLINE);
  assert.ok(runs(pid));
  started.kill("SIGKILL");
  await t.waitFor(() => assert.ok(!runs(pid)), DEADLINE);
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
