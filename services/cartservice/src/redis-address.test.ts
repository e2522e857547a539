import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVariables } from "@hipstershop/service";
import { redisAddress } from "./redis-address.ts";

function parse(value: string | undefined): string | undefined {
  return parseVariables({ REDIS_ADDR: redisAddress() }, { REDIS_ADDR: value }).REDIS_ADDR;
}

for (const [value, url] of [
  [undefined, undefined],
  ["redis-cart:6379", "redis://redis-cart:6379"],
  ["redis-cart", "redis://redis-cart"],
  ["[::1]:6379", "redis://[::1]:6379"],
  ["redis://ann:secret@redis-cart:6379/1", "redis://ann:secret@redis-cart:6379/1"],
  ["rediss://redis-cart", "rediss://redis-cart"],
] as const) {
  test(`redisAddress understands ${value}`, () => assert.equal(parse(value), url));
}

for (const value of ["http://redis-cart:6379", "redis://", "host:port", "two words:6379"]) {
  test(`redisAddress refuses "${value}"`, () => {
    assert.throws(
      () => parse(value),
      new RangeError(
        "REDIS_ADDR must be host:port, or a URL that begins with redis:// or rediss://",
      ),
    );
  });
}

for (const value of ["redis://ann:p%zz@redis-cart", "ann%4:1secret@redis-cart:6379"]) {
  test(`redisAddress refuses "${value}", and repeats no password`, () => {
    assert.throws(
      () => parse(value),
      new RangeError('REDIS_ADDR must have a "%" of its user or password as "%25"'),
    );
  });
}
