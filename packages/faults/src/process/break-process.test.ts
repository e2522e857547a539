import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { openFlagFile } from "../open-flag-file.ts";

interface Said {
  readonly clockMs: number;
  readonly opens: boolean;
}

/** Starts a process that a flag file breaks, and waits until it runs. */
async function setUp(t: TestContext) {
  const folder = await mkdtempDisposable(join(tmpdir(), "faults-"));
  t.after(() => folder.remove());
  const file = openFlagFile(join(folder.path, "flags.json"));
  t.after(() => file[Symbol.dispose]());
  const child = spawn(process.execPath, [program, file.path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  const said: (Said & { readonly atMs: number })[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push({ ...JSON.parse(line), atMs: Date.now() });
  });
  await t.waitFor(() => assert.ok(said.length > 0), soon);
  return { file, child, exited, said };
}

const program = join(import.meta.dirname, "../testing/breakable-process.ts");
const soon = { interval: 20, timeout: 30_000 };
const ending = ({ exitCode, signalCode }: ChildProcess) => signalCode ?? exitCode;

test("processKill ends the process as kill -9 does, and processLeave lets it exit", async (t) => {
  const killed = await setUp(t);
  killed.file.set("processKill", true, { service: "cartservice" });
  await killed.exited;
  assert.equal(ending(killed.child), "SIGKILL");
  const left = await setUp(t);
  left.file.set("processLeave", true);
  await left.exited;
  assert.equal(ending(left.child), 1);
});

test("processFreeze stops the process for as long as it says, or until the flags change", async (t) => {
  const { file, said } = await setUp(t);
  file.set("processFreeze", 300);
  const silence = () => Date.now() - Number(said.at(-1)?.atMs);
  await t.waitFor(() => assert.ok(silence() > 1_500), soon);
  file.clear("processFreeze");
  const before = said.length;
  await t.waitFor(() => assert.ok(said.length > before), soon);
  file.set("processFreeze", 1);
  await t.waitFor(() => assert.ok(pauses(said).some((ms) => ms >= 900 && ms < 60_000)), soon);
  const thawed = said.length;
  await t.waitFor(() => assert.ok(said.length > thawed + 10), soon);
});

test("a process that processFreeze holds goes on when its parent has ended, and so hears of it", async (t) => {
  const folder = await mkdtempDisposable(join(tmpdir(), "faults-"));
  t.after(() => folder.remove());
  using file = openFlagFile(join(folder.path, "flags.json"));
  // The shell ends at the end of its input, and leaves behind what it has started.
  const args = ["-c", '"$0" "$1" "$2" & echo $!; read -r _', process.execPath, program, file.path];
  const parent = spawn("sh", args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines: string[] = [];
  let lastMs = 0;
  createInterface({ input: parent.stdout }).on("line", (line) => {
    lines.push(line);
    lastMs = Date.now();
  });
  t.after(() => process.kill(Number(lines[0]), "SIGKILL"));
  await t.waitFor(() => assert.ok(lines.length > 1), soon);
  file.set("processFreeze", 1_000);
  await t.waitFor(() => assert.ok(Date.now() - lastMs > 1_500), soon);
  const before = lines.length;
  parent.stdin.end();
  await t.waitFor(() => assert.ok(lines.length > before), soon);
});

test("processClock sets the clock of the process, until it is off", async (t) => {
  const { file, said } = await setUp(t);
  const fastByMs = () => Number(said.at(-1)?.clockMs) - Number(said.at(-1)?.atMs);
  file.set("processClock", "1h slow");
  await t.waitFor(() => assert.ok(Math.abs(fastByMs() + 3_600_000) < 30_000), soon);
  file.set("processClock", 86_400);
  await t.waitFor(() => assert.ok(Math.abs(fastByMs() - 86_400_000) < 30_000), soon);
  file.clearAll();
  await t.waitFor(() => assert.ok(Math.abs(fastByMs()) < 30_000), soon);
});

test("processDescriptors lets the process open nothing more, until it is off", {
  skip: noPrlimit(),
}, async (t) => {
  const { file, said } = await setUp(t);
  file.set("processDescriptors", true);
  await t.waitFor(() => assert.equal(said.at(-1)?.opens, false), soon);
  file.clearAll();
  await t.waitFor(() => assert.equal(said.at(-1)?.opens, true), soon);
});

/** The times between what the process said, in milliseconds. */
function pauses(said: readonly { readonly atMs: number }[]): number[] {
  return said.slice(1).map(({ atMs }, index) => atMs - Number(said[index]?.atMs));
}

function noPrlimit(): string | false {
  return spawnSync("prlimit", ["--version"]).status !== 0 && "prlimit is not installed";
}
