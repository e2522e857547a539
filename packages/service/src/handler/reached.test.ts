import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { reached } from "./reached.ts";

test("reached makes an error of the store UNAVAILABLE, and keeps it as the cause", async () => {
  assert.equal(await reached("payment", Promise.resolve(1)), 1);
  const cause = new Error("disk I/O error in /var/lib/shop");
  await assert.rejects(reached("payment", Promise.reject(cause)), (error) => {
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, Code.Unavailable);
    assert.equal(error.rawMessage, "Can't access payment storage. Please try again in a moment");
    assert.equal(error.cause, cause);
    return true;
  });
});

test("reached passes on the answer that a ConnectError is", async () => {
  const answer = new ConnectError("no such payment", Code.NotFound);
  await assert.rejects(reached("payment", Promise.reject(answer)), answer);
});
