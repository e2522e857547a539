import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { readName } from "./read-name.ts";

test("readName returns the key and the epoch of a request", () => {
  assert.deepEqual(readName({ idempotencyKey: "k", epoch: 3n }), { key: "k", epoch: 3n });
});

test("readName refuses a request without a key, and a negative epoch", () => {
  for (const [request, message] of [
    [{ idempotencyKey: "", epoch: 0n }, "idempotency_key must be set"],
    [
      { idempotencyKey: "a\0b", epoch: 0n },
      "idempotency_key must be Unicode text without NUL characters",
    ],
    [{ idempotencyKey: "k", epoch: -1n }, "epoch must not be negative, as -1 is"],
  ] as const) {
    assert.throws(() => readName(request), new ConnectError(message, Code.InvalidArgument));
  }
});
