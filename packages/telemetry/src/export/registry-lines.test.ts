import assert from "node:assert/strict";
import { test } from "node:test";
import { registryEvents } from "@hipstershop/registry";
import { registryLines } from "./registry-lines.ts";

const instance = {
  id: "cart-1",
  service: "cart",
  address: "127.0.0.1:1",
  version: "",
  metadata: {},
};

test("registryLines writes a line when an instance is found or gone, until it is disposed", () => {
  const lines: string[] = [];
  const event = { registry: "mdns", instances: [instance], atMs: 1_700_000_000_123.4 };
  {
    using _writing = registryLines((line) => lines.push(line));
    registryEvents.publish(() => ({ ...event, type: "found" }));
    registryEvents.publish(() => ({ ...event, type: "changed" }));
    registryEvents.publish(() => ({ ...event, type: "gone", reason: "goodbye" }));
  }
  registryEvents.publish(() => ({ ...event, type: "found" }));
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [
      {
        level: "debug",
        time: "2023-11-14T22:13:20.123Z",
        msg: "knows cart-1 now",
        "registry.event": "found",
        "registry.instance": "cart-1",
      },
      {
        level: "debug",
        time: "2023-11-14T22:13:20.123Z",
        msg: "knows cart-1 no longer",
        "registry.event": "gone",
        "registry.instance": "cart-1",
        "registry.reason": "goodbye",
      },
    ],
  );
});
