import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { freePort } from "@hipstershop/dns-sd/testing";
import { createRegistry, type RegistryOptions } from "./create-registry.ts";

const options: Omit<RegistryOptions, "kind"> = {
  shop: `test-${randomBytes(6).toString("hex")}`,
  addresses: {},
  dataFolder: () => join(tmpdir(), "hipstershop-nothing-is-written"),
  setReady() {},
  log: { info() {}, warn() {} },
};

test("createRegistry opens the registry that was chosen", async () => {
  for (const kind of ["memory", "static", "mdns", "kubernetes", "directory"] as const) {
    await using registry = await createRegistry({ ...options, kind, port: await freePort() });
    assert.equal(registry.name, kind);
  }
});

test("createRegistry rejects when mdns is given a host that is no address", async () => {
  const opening = createRegistry({ ...options, kind: "mdns", host: "shop.example" });
  await assert.rejects(opening, /HOST must be an IP address or "localhost", not "shop.example"/);
});

test("createRegistry rejects, and warns of nothing, when mdns is given another machine's host", async () => {
  const warned: string[] = [];
  const log = { info() {}, warn: (line: string) => void warned.push(line) };
  // Nobody has these: they are kept for examples (RFC 5737 section 3, RFC 3849).
  for (const host of ["192.0.2.1", "2001:db8::1"]) {
    const opening = createRegistry({ ...options, log, kind: "mdns", host });
    await assert.rejects(opening, {
      name: "RangeError",
      message: `HOST is "${host}", which is no address of this machine`,
    });
  }
  assert.deepEqual(warned, []);
});

test("createRegistry uses a given address whatever the registry", async () => {
  const addresses = { cartservice: "10.0.0.1:7070" };
  await using registry = await createRegistry({ ...options, addresses, kind: "memory" });
  const [instance] = await registry.getService("cartservice");
  assert.equal(instance?.address, "10.0.0.1:7070");
});
