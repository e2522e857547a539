import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { checkLength } from "./check-length.ts";

test("checkLength names both lengths when the text is too long", () => {
  checkLength("user_id", "x".repeat(256), 256);
  assert.throws(
    () => checkLength("user_id", "x".repeat(257), 256),
    new ConnectError("user_id of 257 characters must have at most 256", Code.InvalidArgument),
  );
});
