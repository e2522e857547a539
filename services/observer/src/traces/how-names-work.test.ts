import assert from "node:assert/strict";
import { test } from "node:test";
import { spanNode } from "../testing/span-node.ts";
import { howNamesWork } from "./how-names-work.ts";
import { waterfall } from "./waterfall.ts";

const ATTRIBUTES = new Map([
  ["rpc.method", "hipstershop.CartService/GetCart"],
  ["hipstershop.instance", "cartservice-1"],
]);

function stepsOf(error?: string): string | undefined {
  const { span } = spanNode("call", 0, 9, [], { kind: "client", attributes: ATTRIBUTES, error });
  return howNamesWork(waterfall([span]))?.text;
}

test("howNamesWork tells what became of the call to the copy that was chosen", () => {
  assert.match(stepsOf() ?? "", /cartservice-1<\/code>\. Had it been gone, /);
  const failed = stepsOf("unavailable") ?? "";
  assert.match(failed, /cartservice-1<\/code>, and the call failed: unavailable\./);
  assert.doesNotMatch(failed, /Had it been gone/);
});

test("howNamesWork tells of a caller without generated code that it asked what is offered", () => {
  for (const service of ["npm run call", "npm run mcp", "observer"]) {
    const caller = { attributes: ATTRIBUTES, source: { service, instance: "1" } };
    const { span } = spanNode("call", 0, 9, [], { kind: "client", ...caller });
    const { text = "" } = howNamesWork(waterfall([span])) ?? {};
    assert.match(text, new RegExp(`${service} has none of it, and asks cartservice`));
    assert.doesNotMatch(text, /<code>client/);
  }
});
