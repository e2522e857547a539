import assert from "node:assert/strict";
import { test } from "node:test";
import {
  announced,
  createDnsNames,
  freePort,
  messageLength,
  response,
  toRecords,
} from "@hipstershop/dns-sd/testing";
import { checkInstance } from "../check-instance.ts";
import { createInstance } from "../contract/create-instance.ts";
import { announcementContract, discoveryContract } from "../contract/index.ts";
import { nextWhere } from "../contract/next-where.ts";
import { createMdnsRegistry } from "./mdns.ts";
import { toService } from "./to-service.ts";

/** Two registries on a network of their own: on port 5353 each would hear every test. */
async function open() {
  const options = { shopName: "test", log: { info() {}, warn() {} }, port: await freePort() };
  const one = await createMdnsRegistry(options);
  const other = await createMdnsRegistry(options);
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await other[Symbol.asyncDispose]();
      await one[Symbol.asyncDispose]();
    },
  };
}

discoveryContract(
  "mdns",
  async (instances) => {
    const network = await open();
    await Promise.all(instances.map((instance) => network.one.register(instance)));
    return {
      ...network,
      registry: network.other,
      publish: (instance) => network.one.register(instance),
    };
  },
  { trouble: "silence may be trouble, or nobody there" },
);

announcementContract("mdns", async () => {
  const network = await open();
  return { ...network, announcer: network.one, observer: network.other };
});

test("createMdnsRegistry ignores the instances with another SHOP", async () => {
  const port = await freePort();
  const log = { info() {}, warn() {} };
  await using theirs = await createMdnsRegistry({ shopName: "other", log, port });
  await using ours = await createMdnsRegistry({ shopName: "test", log, port });
  await using caller = await createMdnsRegistry({ shopName: "test", log, port });
  await theirs.register(createInstance("cart"));
  await theirs.register(createInstance("other"));
  const instance = createInstance("cart");
  await ours.register(instance);
  const found = await nextWhere(caller.watch("cart"), (set) => set.length > 0);
  assert.deepEqual(found, [instance]);
  assert.deepEqual(await caller.listServices(), ["cart"]);
});

test("the largest instance fits into one datagram", () => {
  const filler = (length: number) => "x".repeat(length);
  const largest = {
    id: filler(63),
    service: filler(62),
    address: "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
    version: filler(64),
    metadata: { a: filler(190), b: filler(190), c: filler(11) },
  };
  checkInstance(largest);
  const service = toService(largest, { shopName: filler(63), host: "::1" });
  const address = service.address ?? assert.fail();
  // Longer than a signature.
  const txt = new Map([...service.txt, ["time", filler(15)], ["signature", filler(70)]]);
  const records = toRecords(createDnsNames("_hipstershop._tcp"), { ...service, address, txt });
  assert.ok(messageLength(response({ answers: announced(records) })) <= 1_472);
});
