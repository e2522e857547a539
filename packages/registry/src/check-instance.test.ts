import assert from "node:assert/strict";
import { test } from "node:test";
import { checkInstance, isServiceName } from "./check-instance.ts";
import { createInstance } from "./contract/create-instance.ts";
import { splitAddress } from "./split-address.ts";

test("checkInstance says what is wrong and what would be right", () => {
  const instance = createInstance("cart");
  assert.doesNotThrow(() => checkInstance(instance));
  assert.throws(
    () => checkInstance({ ...instance, id: "a.b" }),
    /^RangeError: An instance's id must be letters, digits and dashes, at most 63, not "a\.b"$/,
  );
});

test("checkInstance takes no more metadata than a reader of announcements does", () => {
  const instance = createInstance("cart");
  const metadata = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`k${index}`, ""]));
  assert.doesNotThrow(() => checkInstance({ ...instance, metadata: metadata(24) }));
  assert.throws(
    () => checkInstance({ ...instance, metadata: metadata(25) }),
    /^RangeError: An instance's metadata must be at most 24 entries, not "25 entries"$/,
  );
});

test("checkInstance takes no text that a terminal would obey, and quotes none", () => {
  const instance = createInstance("cart");
  for (const wrong of [{ version: "\u001b[2J" }, { metadata: { zone: "\u001b[2J" } }]) {
    assert.throws(
      () => checkInstance({ ...instance, ...wrong }),
      /must be without control characters, not "\\u001b\[2J"$/,
    );
  }
});

test("isServiceName takes what is a DNS label with an underscore before it", () => {
  for (const name of ["cartservice", "a", "a-1", "x".repeat(62)]) assert.ok(isServiceName(name));
  for (const name of ["", "Cart", "a.b", "-a", "a-", "ä", "x".repeat(63)]) {
    assert.ok(!isServiceName(name), name);
  }
});

test("splitAddress takes an address apart", () => {
  assert.deepEqual(splitAddress("shop.example:80"), { host: "shop.example", port: 80 });
  assert.deepEqual(splitAddress("[::1]:65535"), { host: "::1", port: 65_535 });
});
