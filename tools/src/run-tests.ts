// Runs the gate, "npm test". A result is cached until its inputs change. The programs on this
// machine are inputs too: a test skips when the program that it needs is missing.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { machine } from "./machine.ts";

const turbo = join(import.meta.dirname, "../../node_modules/turbo/bin/turbo");
const tasks = ["generate", "typecheck", "lint", "layering", "breaking", "test"];
const options = ["--concurrency=2", "--output-logs=new-only", "--log-order=grouped"];
const { status } = spawnSync(
  process.execPath,
  [turbo, "run", ...tasks, ...options, ...process.argv.slice(2)],
  { stdio: "inherit", env: { ...process.env, TEST_MACHINE: machine(process.env) } },
);
process.exitCode = status ?? 1;
