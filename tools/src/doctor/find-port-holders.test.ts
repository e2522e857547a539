import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { findPortHolders } from "./find-port-holders.ts";

test("findPortHolders names this process when it has the port, or says how to see it", async (t) => {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  t.after(() => socket.close());
  socket.bind({ port: 5353, address: "127.0.0.1" });
  await once(socket, "listening");
  const { holders, hint } = await findPortHolders();
  if (process.platform !== "linux") assert.match(hint ?? "", /5353/);
  else assert.ok(holders.some(({ pid, command }) => pid === process.pid && /node/.test(command)));
});
