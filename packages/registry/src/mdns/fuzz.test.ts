import assert from "node:assert/strict";
import { test } from "node:test";
import { type Link, LOOPBACK } from "@hipstershop/dns-sd";
import { readDatagram, writeMessage } from "@hipstershop/dns-sd/testing";
import { createInstance } from "../contract/create-instance.ts";
import { createInstanceTable } from "../instance-table.ts";
import { heapUsed } from "../testing/heap-used.ts";
import { createAnnouncements } from "./announcements.ts";
import { believe } from "./believe.ts";
import { createBrowser } from "./browser.ts";
import { createResponder } from "./responder.ts";
import { announcementOf } from "./testing/announcement-of.ts";
import { createFuzzer } from "./testing/create-fuzzer.ts";

const PACKETS = 100_000;
const SEED = 20_261_122;
const shop = "test";
/** A thousand instances, which a flood may make us hold, are some 4 MB where they say little. */
const MAX_GROWTH_BYTES = 10 * 2 ** 20;

test(`a registry takes ${PACKETS} hostile packets and finds what is there`, async (t) => {
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
  const table = createInstanceTable({ complete: false });
  using browser = createBrowser({
    table,
    shop,
    timing: LOOPBACK,
    send: (message) => void link.send(message),
  });
  await using responder = createResponder({
    timing: LOOPBACK,
    port: 5353,
    links: () => [link],
    announcements: createAnnouncements({ shop, host: "127.0.0.1" }),
    send: (message) => link.send(message),
    log: { info() {}, warn() {} },
  });
  const hear = (datagram: Uint8Array) => {
    const message = readDatagram(Buffer.from(datagram));
    if (message === undefined) return;
    const believed = believe(message, link, undefined);
    browser.hear(believed);
    responder.hear(believed, { address: "127.0.0.1", port: 5353 }, link);
  };
  const ours = await responder.add(createInstance("ours"));
  const before = createInstance("before");
  browser.ask("before");
  hear(writeMessage(announcementOf(before, shop)));

  const fuzzer = createFuzzer(SEED, shop);
  const startBytes = await heapUsed();
  for (let count = 0; count < PACKETS; count++) {
    nowMs += 1;
    hear(fuzzer.next());
  }
  const growth = (await heapUsed()) - startBytes;

  assert.ok(growth < MAX_GROWTH_BYTES, `The packets left ${(growth / 2 ** 20).toFixed(1)} MB`);
  assert.deepEqual(table.get("before"), [before], "What is looked for is kept");
  const after = createInstance("after");
  hear(writeMessage(announcementOf(after, shop)));
  assert.deepEqual(table.get("after"), [after]);
  assert.equal(ours.instance.service, "ours");
});
