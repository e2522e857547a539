import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createRegistry, type RegistryOptions } from "./create-registry.ts";
import { kind as mdns } from "./mdns/kind.ts";
import { kind as memory } from "./memory/kind.ts";
import { createMemoryRegistry } from "./memory/memory.ts";
import type { RegistryKind } from "./registry-kind.ts";
import { registryKinds } from "./registry-kinds.ts";

const options: RegistryOptions<Record<never, never>> = {
  config: {},
  shopName: `test-${randomBytes(6).toString("hex")}`,
  host: undefined,
  addresses: {},
  dataFolder: join(tmpdir(), "hipstershop-nothing-is-written"),
  log: { info() {}, warn() {} },
};

for (const kind of registryKinds) {
  test(`createRegistry opens ${kind.name} with the traits of its kind`, async () => {
    await using registry = await createRegistry(kind, options);
    assert.equal(registry.name, registry.traits?.name);
    assert.ok([kind, kind.fallback].includes(registry.traits as RegistryKind));
  });
}

test("createRegistry rejects when mdns is given a host that is no address", async () => {
  const config = { REGISTRY_SECRET: undefined };
  const opening = createRegistry(mdns, { ...options, config, host: "shop.example" });
  await assert.rejects(opening, /HOST must be an IP address or "localhost", not "shop.example"/);
});

test("createRegistry rejects, and warns of nothing, when mdns is given another machine's host", async () => {
  const warned: string[] = [];
  const log = { info() {}, warn: (line: string) => void warned.push(line) };
  // Addresses for examples, which no machine has (RFC 5737 section 3, RFC 3849).
  for (const host of ["192.0.2.1", "2001:db8::1"]) {
    const opening = createRegistry(mdns, {
      ...options,
      config: { REGISTRY_SECRET: undefined },
      log,
      host,
    });
    await assert.rejects(opening, {
      name: "RangeError",
      message: `HOST is "${host}", which is no address of this machine`,
    });
  }
  assert.deepEqual(warned, []);
});

test("createRegistry uses a given address whatever the registry", async () => {
  const addresses = { cartservice: "10.0.0.1:7070" };
  await using registry = await createRegistry(memory, { ...options, addresses });
  const [instance] = await registry.getService("cartservice");
  assert.equal(instance?.address, "10.0.0.1:7070");
  assert.equal(registry.traits, memory);
});

test("createRegistry opens the fallback, and says so, where a kind cannot work", async () => {
  const lines: string[] = [];
  const log = { info() {}, warn: (line: string) => void lines.push(line) };
  const broken: RegistryKind = {
    ...memory,
    name: "broken",
    fallback: { ...memory, open: () => createMemoryRegistry() },
    open: () => Promise.reject(new Error("no wire")),
  };
  await using registry = await createRegistry(broken, { ...options, log });
  assert.equal(registry.traits, broken.fallback);
  assert.deepEqual(lines, ["Registry [broken] cannot work here (no wire): memory is used instead"]);
});
