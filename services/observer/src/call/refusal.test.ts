import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { refusal } from "./refusal.ts";

const POLICY = /NetworkPolicies decide who may call whom/;

test("refusal names the policies of a cluster where a callee is out of reach, and nowhere else", () => {
  for (const code of [Code.Unavailable, Code.DeadlineExceeded]) {
    assert.match(refusal(new ConnectError("no answer", code), "kubernetes"), POLICY);
    assert.doesNotMatch(refusal(new ConnectError("no answer", code), "mdns"), POLICY);
  }
  const refused = new ConnectError("it is not there", Code.NotFound);
  assert.equal(refusal(refused, "kubernetes"), "What the request names is not there.");
});
