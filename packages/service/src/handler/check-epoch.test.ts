import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { checkEpoch } from "./check-epoch.ts";

test("checkEpoch refuses an epoch that is older than the newest", () => {
  checkEpoch("the payment", 5n, 5n);
  checkEpoch("the payment", 6n, 5n);
  assert.throws(
    () => checkEpoch("the payment", 3n, 5n),
    new ConnectError("epoch 3 of the payment is older than 5", Code.FailedPrecondition),
  );
});
