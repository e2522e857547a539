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

test("createRegistry uses a given address whatever the registry", async () => {
  const addresses = { cartservice: "10.0.0.1:7070" };
  await using registry = await createRegistry({ ...options, addresses, kind: "memory" });
  const [instance] = await registry.getService("cartservice");
  assert.equal(instance?.address, "10.0.0.1:7070");
});
