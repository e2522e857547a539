import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { basename } from "node:path";
import { test } from "node:test";
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
  const child = spawn(process.execPath, ["--import", "node:dgram", "-"]);
  t.after(() => child.kill("SIGKILL"));
  child.stdin.end(`
    const socket = require("node:dgram").createSocket({ type: "udp4", reuseAddr: true });
    socket.bind(5353, "127.0.0.1", () => process.stdout.write("bound"));
  `);
  await once(child.stdout, "data");
  const { holders } = await findPortHolders();
  const found = holders.find(({ pid }) => pid === child.pid);
  assert.equal(found?.command, basename(process.execPath));
});
