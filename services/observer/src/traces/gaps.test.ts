import assert from "node:assert/strict";
import { test } from "node:test";
import { spanNode } from "../testing/span-node.ts";
import { gapsOf } from "./gaps.ts";

const SERVER = { kind: "server" } as const;

test("gapsOf names the wait for an instance, the ways of a call, and its callee's own work", () => {
  const served = spanNode("served", 230, 300, [spanNode("db", 240, 250)], SERVER);
  const attributes = new Map([["hipstershop.registry.wait_ms", 212]]);
  const call = spanNode("call", 0, 340, [served], { kind: "client", attributes });
  assert.deepEqual(
    gapsOf(call, served, 340).map(({ startMs, endMs, text }) => [startMs, endMs, text]),
    [
      [0, 212, "waited 212 ms for an instance"],
      [212, 230, "18.0 ms on its way, or waiting to be read"],
      [300, 340, "40.0 ms until the caller had the answer"],
      [250, 300, "50.0 ms of its own work"],
    ],
  );
});

test("gapsOf names nothing that is a small part of the trace", () => {
  const served = spanNode("served", 12, 98, [spanNode("db", 14, 96)], SERVER);
  const call = spanNode("call", 10, 100, [served], { kind: "client" });
  assert.deepEqual(gapsOf(call, served, 1_000), []);
});
