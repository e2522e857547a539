import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { announcedAddress } from "./announced-address.ts";

test("announcedAddress puts brackets around an IPv6 host and none around others", () => {
  const port = 8080;
  assert.equal(announcedAddress({ address: "127.0.0.1", family: "IPv4", port }), "127.0.0.1:8080");
  assert.equal(announcedAddress({ address: "::1", family: "IPv6", port }), "[::1]:8080");
});

test("announcedAddress names an address of the machine when all are bound", () => {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const announced = announcedAddress({ address: "::", family: "IPv6", port: 8080 });
  const host = announced.slice(0, -":8080".length).replace(/^\[|\]$/g, "");
  assert.ok(own.some(({ address }) => address === host) || host === "127.0.0.1", announced);
});
