import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createDnsSd } from "./dns-sd.ts";
import { createFound } from "./testing/create-found.ts";
import { createFuzzer } from "./testing/create-fuzzer.ts";
import { asFound, createService, TYPE } from "./testing/create-service.ts";
import { freePort } from "./testing/free-port.ts";
import { PATIENCE_MS } from "./testing/patience-ms.ts";

const SEED = 47_11;

test("createDnsSd finds a service while hostile packets pour in", async (t) => {
  const port = await freePort();
  const found = createFound();
  const options = { type: TYPE, port, warn() {} };
  await using server = await createDnsSd({ ...options, ...createFound() });
  await using caller = await createDnsSd({ ...options, ...found });
  await using socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.bind(port, "0.0.0.0");
  await once(socket, "listening");
  socket.setMulticastInterface("127.0.0.1");

  const fuzzer = createFuzzer(SEED);
  let isFound = false;
  const flooding = (async () => {
    for (let sent = 0; sent < 1_000 || !isFound; sent++) {
      socket.send(fuzzer.next(), port, "224.0.0.251");
      if (sent % 20 === 0) await setImmediate();
    }
  })();
  const service = createService("during");
  try {
    await server.advertise(service);
    caller.browse("during");
    await t.waitFor(() => assert.deepEqual(found.of("during"), [asFound(service)]), {
      interval: 5,
      timeout: PATIENCE_MS,
    });
  } finally {
    isFound = true;
    await flooding;
  }
});
