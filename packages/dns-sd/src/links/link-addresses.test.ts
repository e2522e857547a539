import assert from "node:assert/strict";
import type { NetworkInterfaceInfo } from "node:os";
import { test } from "node:test";
import { linkAddresses } from "./link-addresses.ts";

const info = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: "IPv4",
  netmask: "255.255.255.0",
  cidr: `${address}/24`,
  mac: "00:00:00:00:00:01",
});
const info6 = (address: string): NetworkInterfaceInfo => ({
  ...info(address),
  family: "IPv6",
  scopeid: 0,
});
const lo = [info("127.0.0.1", true)];
const eth0 = [info("192.168.1.7"), info("192.168.1.8"), info6("fd00::7")];
const wlan0 = [info("10.0.0.7")];
const addresses = (host: string, interfaces: Parameters<typeof linkAddresses>[1]) =>
  linkAddresses(host, interfaces).map(({ address }) => address);

test("linkAddresses keeps to the loopback interface when the host is a loopback one", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.deepEqual(addresses(host, { eth0, lo, wlan0 }), ["127.0.0.1"]);
  }
});

test("linkAddresses returns each interface that leads out when the host is any address", () => {
  assert.deepEqual(addresses("0.0.0.0", { lo, eth0, wlan0 }), ["192.168.1.7", "10.0.0.7"]);
  assert.deepEqual(addresses("::", { lo, eth0 }), ["192.168.1.7"]);
});

test("linkAddresses falls back to loopback when no interface leads out", () => {
  assert.deepEqual(addresses("0.0.0.0", { lo }), ["127.0.0.1"]);
});

test("linkAddresses returns the interface that has the address", () => {
  assert.deepEqual(addresses("10.0.0.7", { lo, eth0, wlan0 }), ["10.0.0.7"]);
  assert.deepEqual(addresses("192.168.1.8", { lo, eth0 }), ["192.168.1.8"]);
  assert.deepEqual(addresses("fd00::7", { lo, eth0 }), ["192.168.1.7"]);
  assert.deepEqual(addresses("10.9.9.9", { lo, eth0 }), []);
});

test("linkAddresses takes the neighbours of the address when its interface has several", () => {
  const both = [info("192.168.1.7"), info("10.1.1.7")];
  assert.equal(linkAddresses("10.1.1.7", { lo, both })[0]?.cidr, "10.1.1.7/24");
});

test("linkAddresses throws a RangeError when the host is a name", () => {
  assert.throws(() => linkAddresses("shop.example", { lo }), RangeError);
});
