import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { decode } from "dns-packet";
import { createDnsSd } from "./dns-sd.ts";
import { query } from "./messages/message.ts";
import type { PacketEvent } from "./packet-event.ts";
import { createFound } from "./testing/create-found.ts";
import { createPeer } from "./testing/create-peer.ts";
import { createService, names, TYPE } from "./testing/create-service.ts";
import { freePort } from "./testing/free-port.ts";
import { PATIENCE_MS } from "./testing/patience-ms.ts";

/** A process with a tap, and a peer on the same network. */
async function open(hasSubscribers: boolean) {
  const stack = new AsyncDisposableStack();
  const port = await freePort();
  const events: PacketEvent[] = [];
  const tap = { hasSubscribers, publish: (event: PacketEvent) => void events.push(event) };
  const peer = stack.use(await createPeer(port));
  const dnsSd = stack.use(
    await createDnsSd({ type: TYPE, port, tap, warn() {}, ...createFound() }),
  );
  return { events, peer, dnsSd, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function waitFor(t: TestContext, check: () => void): Promise<void> {
  return t.waitFor(check, { interval: 5, timeout: PATIENCE_MS });
}

test("createDnsSd tells a tap once of each packet, with its bytes", async (t) => {
  await using network = await open(true);
  const { events, peer, dnsSd } = network;
  await dnsSd.advertise(createService("cart"));
  await peer.send(query({ questions: [{ name: "_http._tcp.local", type: "PTR" }] }));
  await peer.send(query({ questions: [{ name: names.subtype("cart"), type: "PTR" }] }));
  // Three probes, two announcements and an answer, which come back from the group.
  await waitFor(t, () => assert.equal(peer.heard.length, 8));
  await waitFor(t, () => assert.equal(events.length, 7));
  const types = (wanted: string) =>
    events.filter(({ direction }) => direction === wanted).map(({ type }) => type);
  assert.deepEqual(types("sent").sort(), [
    "announcement",
    "announcement",
    "answer",
    "probe",
    "probe",
    "probe",
  ]);
  assert.deepEqual(types("heard"), ["question"]);
  const asked = events.find(({ type }) => type === "question");
  assert.deepEqual(decode(Buffer.from(asked?.bytes ?? [])).questions?.length, 1);
  assert.deepEqual(asked?.lines, [`Q  ${names.subtype("cart")} PTR`]);
});

test("createDnsSd makes nothing for a tap without a subscriber", async (t) => {
  await using network = await open(false);
  await network.dnsSd.advertise(createService("cart"));
  await waitFor(t, () => assert.ok(network.peer.heard.length >= 2));
  assert.deepEqual(network.events, []);
});
