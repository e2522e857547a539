import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

/** Prints the URL of each module that is loaded. */
const TELL = `
  import { registerHooks } from "node:module";
  registerHooks({
    load(url, context, next) {
      console.log(url);
      return next(url, context);
    },
  });
  await import("./app.ts");`;

test("app.ts loads nothing of faults: a production process has none", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", TELL],
    { cwd: import.meta.dirname },
  );
  const loaded = stdout.split("\n");
  assert.ok(loaded.some((url) => url.endsWith("/observer/src/faults/faults-page.ts")));
  assert.deepEqual(
    loaded.filter((url) => url.includes("/packages/faults/")),
    [],
  );
});
