import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegistry, memory } from "@hipstershop/registry";
import { findServices } from "./find-services.ts";

test("findServices has the log say what troubles a registry that finds nothing", async () => {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const options = { config: {}, shopName: "mine", host: undefined, addresses: {}, dataFolder: "" };
  const open = async () => ({
    ...(await memory.open({ ...options, log: { info() {}, warn() {} } })),
    async *watch() {
      yield { instances: [], trouble: new Error("The wire is cut") };
    },
  });
  const kind = { ...memory, open };
  await using registry = await createRegistry(kind, { ...options, log: { info: say, warn: say } });
  const [service] = await findServices(registry, ["adservice"]);
  assert.deepEqual(service?.instances, []);
  assert.deepEqual(lines, ["Registry [memory] is in trouble: The wire is cut"]);
});
