import assert from "node:assert/strict";
import { hostname, networkInterfaces } from "node:os";
import { test } from "node:test";
import { createOwnHosts } from "./own-hosts.ts";

test("createOwnHosts knows the loopback, the machine and what is allowed, and no other host", () => {
  const isOwn = createOwnHosts(["shop.test", ".lan"]);
  const name = hostname().toLowerCase();
  const [short] = name.split(".", 1);
  const machine = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const host of [
    "localhost",
    "shop.localhost",
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "[::1]",
    name,
    `${short}.local`,
    ...machine.map(({ family, address }) => (family === "IPv6" ? `[${address}]` : address)),
    "shop.test",
    "lan",
    "box.lan",
  ]) {
    assert.equal(isOwn(host), true, host);
  }
  for (const host of [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    "127.evil.example",
    "203.0.113.9",
    "[2001:db8::9]",
    "a.shop.test",
    "shop.test.evil.example",
    "vlan",
    `${short}.local.evil.example`,
  ]) {
    assert.equal(isOwn(host), false, host);
  }
});
