import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { freePort } from "@hipstershop/dns-sd/testing";
import { createInstance } from "../contract/create-instance.ts";
import { nextWhere } from "../contract/next-where.ts";
import { createMdnsRegistry } from "./mdns.ts";
import { createFuzzer } from "./testing/create-fuzzer.ts";

const SEED = 47_11;

test("createMdnsRegistry finds an instance while hostile packets pour in", async () => {
  const shop = "test";
  const port = await freePort();
  const log = { info() {}, warn() {} };
  await using server = await createMdnsRegistry({ shop, log, port });
  await using caller = await createMdnsRegistry({ shop, log, port });
  await using socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.bind(port, "0.0.0.0");
  await once(socket, "listening");
  socket.setMulticastInterface("127.0.0.1");

  const fuzzer = createFuzzer(SEED, shop);
  let found = false;
  const flooding = (async () => {
    for (let sent = 0; sent < 1_000 || !found; sent++) {
      socket.send(fuzzer.next(), port, "224.0.0.251");
      if (sent % 20 === 0) await setImmediate();
    }
  })();
  const instance = createInstance("during");
  try {
    await server.register(instance);
    const set = await nextWhere(caller.watch("during"), (set) => set.length === 1);
    assert.deepEqual(set, [instance]);
  } finally {
    found = true;
    await flooding;
  }
});
