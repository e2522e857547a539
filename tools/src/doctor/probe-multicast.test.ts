import assert from "node:assert/strict";
import { test } from "node:test";
import { probeMulticast } from "./probe-multicast.ts";

test("probeMulticast finds the loopback able to send and receive", async () => {
  const probes = await probeMulticast();
  const loopback = probes.find(({ address }) => address === "127.0.0.1");
  assert.deepEqual(loopback, {
    interface: loopback?.interface,
    address: "127.0.0.1",
    loopback: true,
    sends: true,
    receives: true,
  });
});
