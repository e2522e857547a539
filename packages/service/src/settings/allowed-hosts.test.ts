import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedHosts } from "./allowed-hosts.ts";
import { parseVariables } from "./variables.ts";

const parse = (list?: string) =>
  parseVariables({ ALLOWED_HOSTS: allowedHosts() }, { ALLOWED_HOSTS: list }).ALLOWED_HOSTS;

test("allowedHosts reads a list with commas or spaces", () => {
  assert.deepEqual(parse(), []);
  assert.deepEqual(parse(" Shop.Test., .lan  10.0.0.7,[FD00:0::7]"), [
    "shop.test",
    ".lan",
    "10.0.0.7",
    "[fd00::7]",
  ]);
});

test("allowedHosts refuses an entry that is no host", () => {
  for (const list of ["shop.test:8080", "http://shop.test", "*", "*.shop.test", ".", "a,b c/d"]) {
    assert.throws(() => parse(list), /ALLOWED_HOSTS must be hosts without a port/, list);
  }
});
