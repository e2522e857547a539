// Imported first by what runs without turbo: says so where Node is too old, keeps what is on this
// machine away from a proxy, and generates the code in a clone that has none yet.
import "./check-node.mjs";
import "./bypass-proxy.mjs";
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../packages/proto/gen", import.meta.url))) {
  await import("./check-tools.mjs");
  await import("./generate.ts");
}
