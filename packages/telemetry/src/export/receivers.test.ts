import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { OBSERVER } from "@hipstershop/rpc";
import { startReceiver } from "../testing/start-receiver.ts";
import { findReceivers } from "./receivers.ts";

/** Starts an endpoint that takes connections and never answers. */
async function startSilent() {
  let closed = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.resume().on("error", () => {}));
    socket.on("close", () => void closed++);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many connections to it were opened, and have ended. */
    opened: () => sockets.length,
    closed: () => closed,
    [Symbol.dispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

test("an endpoint that never answers holds up nothing that is sent to the observer", async (t) => {
  using silent = await startSilent();
  await using receiver = await startReceiver();
  await using registry = createMemoryRegistry();
  const { address } = receiver;
  await registry.register({
    ...{ id: "observer-1", service: OBSERVER, address, version: "1", metadata: {} },
  });
  using receivers = findReceivers({ registry, endpoint: silent.url, headers: {} });
  await t.waitFor(() => {
    receivers.send("traces", new Uint8Array());
    assert.ok(receiver.traces.length > 0);
  }, WAIT);
  for (let count = 1; count <= 3; count++) await receivers.send("logs", new Uint8Array()).first;
  assert.equal(receiver.logs.length, 3);
  assert.equal(silent.closed(), 0);
});

test("a receiver that never answers is sent to no more once four wait for it, and nothing at the end", async () => {
  using silent = await startSilent();
  const receivers = findReceivers({ registry: undefined, endpoint: silent.url, headers: {} });
  const ends: boolean[] = [];
  const sent = Array.from({ length: 5 }, async () => {
    ends.push(await receivers.send("logs", new Uint8Array()).all);
  });
  await sent[4];
  assert.deepEqual(ends, [false]);
  receivers[Symbol.dispose]();
  await Promise.all(sent);
  assert.ok(silent.opened() <= 1);
  assert.deepEqual(ends, [false, false, false, false, false]);
});

const WAIT = { interval: 5, timeout: 20_000 };
