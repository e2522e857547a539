import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { checkKey } from "./check-key.ts";

test("checkKey refuses what a store cannot keep as it is", () => {
  checkKey("idempotency_key", "");
  checkKey("idempotency_key", "ключ 🔑".padEnd(128));
  assert.throws(
    () => checkKey("idempotency_key", "k".repeat(129)),
    new ConnectError(
      "idempotency_key of 129 characters must have at most 128",
      Code.InvalidArgument,
    ),
  );
  for (const key of ["a\0b", "\ud83d"]) {
    assert.throws(
      () => checkKey("idempotency_key", key),
      new ConnectError(
        "idempotency_key must be Unicode text without NUL characters",
        Code.InvalidArgument,
      ),
    );
  }
});
