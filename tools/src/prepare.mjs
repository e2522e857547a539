// Imported first by what runs without turbo, which sees to the same before its tasks: says so
// where Node is too old, and generates the code in a clone that has none yet.
import "./check-node.mjs";
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../packages/proto/gen", import.meta.url))) {
  await import("./generate.ts");
}
