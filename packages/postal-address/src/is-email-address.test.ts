import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmailAddress } from "./is-email-address.ts";

for (const address of [
  "someone@example.com",
  "o'neil+shop@mail.example.co.uk",
  "root@localhost",
  "A_b-c.1@xn--bcher-kva.example",
  `${"a".repeat(64)}@example.com`,
]) {
  test(`isEmailAddress accepts ${address}`, () => assert.equal(isEmailAddress(address), true));
}

for (const address of [
  "",
  "someone",
  "@example.com",
  "someone@",
  "someone@@example.com",
  "some one@example.com",
  ".someone@example.com",
  "someone.@example.com",
  "some..one@example.com",
  "someone@-example.com",
  "someone@example-.com",
  `someone@${"b".repeat(64)}.example.com`,
  "someone@example..com",
  "someone@example.com\r\nBcc: all@example.com",
  "someone@example.com\n",
  "someone@example.com\0",
  "Ann <someone@example.com>",
  "someone@example.com, another@example.com",
  "group: a@example.com;",
  '"quoted"@example.com',
  `${"a".repeat(65)}@example.com`,
  `a@${"b.".repeat(130)}com`,
]) {
  test(`isEmailAddress refuses ${JSON.stringify(address)}`, () =>
    assert.equal(isEmailAddress(address), false));
}
