import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { toInstance } from "./to-instance.ts";
import { toService } from "./to-service.ts";

/** Returns an instance as others hear it on the network. */
function announced(address: string): Service {
  const service = toService(
    { ...createInstance("cartservice"), address },
    { shopName: "a shop", host: "127.0.0.1" },
  );
  return { ...service, address: service.address ?? assert.fail() };
}

test("toInstance returns what toService was given", () => {
  for (const address of ["127.0.0.1:80", "[2001:db8::1]:65535"]) {
    const instance = { ...createInstance("cartservice"), address };
    const service = toService(instance, { shopName: "a shop", host: "127.0.0.1" });
    const txt = new Map([...service.txt, ["time", "1"]]);
    const found = toInstance({ ...service, address: service.address ?? assert.fail(), txt });
    assert.deepEqual(found, { instance, shopName: "a shop" });
  }
});

test("toService leaves the address to each interface when servers listen everywhere", () => {
  for (const host of ["0.0.0.0", "::"]) {
    assert.equal(toService(createInstance("a"), { shopName: "b", host }).address, undefined);
  }
});

test("toInstance returns no text that a terminal would obey", () => {
  const service = announced("127.0.0.1:80");
  const stranger = (...pairs: [string, string][]) =>
    toInstance({ ...service, txt: new Map([...service.txt, ...pairs]) })?.instance;
  const found = stranger(["version", "\u001b[2J"], ["zo\u009bne", "\u001b]0;a\u0007"]);
  assert.equal(found?.version, "\\u001b[2J");
  assert.equal(found?.metadata["zo\\u009bne"], "\\u001b]0;a\\u0007");
  assert.equal(stranger(["service", "cart\u001b[2J"]), undefined);
  for (const name of ["\u001b[2J", "a\u202eb"]) {
    assert.equal(toInstance({ ...service, name }), undefined);
  }
});

test("toInstance returns undefined when the TXT record has no shop or service", () => {
  const service = announced("127.0.0.1:80");
  for (const key of ["shop", "service"]) {
    const txt = new Map(service.txt.entries().filter(([each]) => each !== key));
    assert.equal(toInstance({ ...service, txt }), undefined);
  }
});
