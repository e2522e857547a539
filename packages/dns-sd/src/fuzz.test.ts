import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnnouncements } from "./announce/announcements.ts";
import { createResponder } from "./announce/responder.ts";
import { createBrowser } from "./browse/browser.ts";
import { accept } from "./links/accept.ts";
import type { Link } from "./links/link.ts";
import { announcementOf } from "./testing/announcement-of.ts";
import { createFound } from "./testing/create-found.ts";
import { createFuzzer } from "./testing/create-fuzzer.ts";
import { asFound, createService, names } from "./testing/create-service.ts";
import { heapUsed } from "./testing/heap-used.ts";
import { readDatagram } from "./testing/read-datagram.ts";
import { writeMessage } from "./testing/write-message.ts";
import { LOOPBACK } from "./timing.ts";

const PACKETS = 100_000;
const SEED = 20_261_122;
/** The services that a flood may make us keep are some 2 MB where they say little. */
const MAX_GROWTH_BYTES = 10 * 2 ** 20;

test(`DNS-SD takes ${PACKETS} hostile packets and finds what is there`, async (t) => {
  // However long this takes, it is a hundred seconds here: less than a record lives.
  let nowMs = 0;
  const { now } = performance;
  performance.now = () => nowMs;
  t.after(() => {
    performance.now = now;
  });
  const sent: Uint8Array[] = [];
  const link: Link = {
    address: "127.0.0.1",
    async send(message) {
      sent[0] = writeMessage(message);
    },
    async [Symbol.asyncDispose]() {},
  };
  const found = createFound();
  using browser = createBrowser({
    ...found,
    names,
    timing: LOOPBACK,
    send: (message) => void link.send(message),
    warn() {},
  });
  await using responder = createResponder({
    timing: LOOPBACK,
    port: 5353,
    links: () => [link],
    announcements: createAnnouncements(names),
    onAnnounce() {},
    onRename() {},
  });
  const hear = (datagram: Uint8Array) => {
    const message = readDatagram(Buffer.from(datagram));
    if (message === undefined) return;
    const accepted = accept(message, link, names);
    browser.hear(accepted);
    responder.hear(accepted, { address: "127.0.0.1", port: 5353 }, link);
  };
  const ours = createService("ours");
  const advertisement = await responder.advertise(ours);
  const before = createService("before");
  browser.browse("before");
  hear(writeMessage(announcementOf(before)));

  const fuzzer = createFuzzer(SEED);
  const startBytes = await heapUsed();
  for (let count = 0; count < PACKETS; count++) {
    nowMs += 1;
    hear(fuzzer.next());
  }
  const growth = (await heapUsed()) - startBytes;

  assert.ok(growth < MAX_GROWTH_BYTES, `The packets left ${(growth / 2 ** 20).toFixed(1)} MB`);
  assert.deepEqual(found.of("before"), [asFound(before)], "What is looked for is kept");
  const after = createService("after");
  hear(writeMessage(announcementOf(after)));
  assert.deepEqual(found.of("after"), [asFound(after)]);
  assert.equal(advertisement.name, ours.name);
});
