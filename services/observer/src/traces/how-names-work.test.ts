import assert from "node:assert/strict";
import { test } from "node:test";
import { spanNode } from "../testing/span-node.ts";
import { howNamesWork } from "./how-names-work.ts";
import { waterfall } from "./waterfall.ts";

function stepsOf(error?: string): string | undefined {
  const attributes = new Map([
    ["rpc.method", "hipstershop.CartService/GetCart"],
    ["hipstershop.instance", "cartservice-1"],
  ]);
  const { span } = spanNode("call", 0, 9, [], { kind: "client", attributes, error });
  return howNamesWork(waterfall([span]))?.text;
}

test("howNamesWork tells what became of the call to the copy that was chosen", () => {
  assert.match(stepsOf() ?? "", /cartservice-1<\/code>\. Had it been gone, /);
  const failed = stepsOf("unavailable") ?? "";
  assert.match(failed, /cartservice-1<\/code>, and the call failed: unavailable\./);
  assert.doesNotMatch(failed, /Had it been gone/);
});
