// Imported first by programs that run without turbo. It says when Node is too old or "npm ci" is
// due, keeps calls to this machine off a proxy, and generates the code when a clone has none yet.
import "./check-installed.mjs";
import "./bypass-proxy.mjs";
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../packages/proto/gen", import.meta.url))) {
  await import("./check-tools.mjs");
  await import("./generate.ts");
}
