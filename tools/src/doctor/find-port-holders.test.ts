import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { findPortHolders } from "./find-port-holders.ts";

const notLinux = process.platform !== "linux" && "only Linux is asked for the command of a process";

test("findPortHolders names this process when it has the port, or says how to see it", async (t) => {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  t.after(() => socket.close());
  socket.bind({ port: 5353, address: "127.0.0.1" });
  await once(socket, "listening");
  const { holders, hint } = await findPortHolders();
  if (process.platform !== "linux") assert.match(hint ?? "", /5353/);
  else assert.ok(holders.some(({ pid, command }) => pid === process.pid && /node/.test(command)));
});

test("findPortHolders leaves out what a process imports first", { skip: notLinux }, async (t) => {
  const command = await commandOfHolder(t, ["--import", "node:dgram", "-"]);
  assert.equal(command, basename(process.execPath));
});

test("findPortHolders names a service of the shop", { skip: notLinux }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-holder-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "services/adservice/src"), { recursive: true });
  await writeFile(join(folder, "services/adservice/src/main.ts"), HOLDER);
  const program = join(folder, "services/adservice/src/main.ts");
  assert.equal(await commandOfHolder(t, [program]), "adservice");
});

const HOLDER = `
  const socket = require("node:dgram").createSocket({ type: "udp4", reuseAddr: true });
  socket.bind(5353, "127.0.0.1", () => process.stdout.write("bound"));
`;

/** Runs Node with these arguments and HOLDER as its input, and returns what it is called. */
async function commandOfHolder(t: TestContext, args: readonly string[]) {
  const child = spawn(process.execPath, args);
  t.after(() => child.kill("SIGKILL"));
  child.stdin.end(HOLDER);
  await once(child.stdout, "data");
  const { holders } = await findPortHolders();
  return holders.find(({ pid }) => pid === child.pid)?.command ?? "";
}
