import assert from "node:assert/strict";
import { test } from "node:test";
import { hostAndPort } from "./host-and-port.ts";

for (const [address, host, port] of [
  ["shop.example:80", "shop.example", 80],
  ["127.0.0.1:41873", "127.0.0.1", 41_873],
  ["[::1]:65535", "::1", 65_535],
  ["[fe80::1%eth0]:8080", "fe80::1%eth0", 8_080],
] as const) {
  test(`hostAndPort takes ${address} apart`, () => {
    assert.deepEqual(hostAndPort(address), { host, port });
  });
}
