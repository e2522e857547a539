import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const skip = process.env.REQUIRE_ALL !== "1" && "a long run that needs Go: REQUIRE_ALL=1 adds it";

test("startService passes Connect's conformance suite on both paths", { skip }, async (t) => {
  const script = join(import.meta.dirname, "../../conformance/run.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  t.diagnostic(stdout);
});
