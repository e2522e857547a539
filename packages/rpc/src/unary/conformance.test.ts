import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const skip =
  process.env.REQUIRE_ALL !== "1"
    ? "a long run that needs Go: REQUIRE_ALL=1 adds it"
    : spawnSync("go", ["version"]).status !== 0 && "the suite is a Go program: install Go";

test("both paths pass Connect's conformance suite", { skip }, async (t) => {
  const script = join(import.meta.dirname, "../../conformance/run.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  t.diagnostic(stdout);
});
