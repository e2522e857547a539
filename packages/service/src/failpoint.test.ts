import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { failpoint, handleFailpoints } from "./failpoint.ts";

test("failpoint waits for the handler, and does nothing when there is none", async () => {
  const reached: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  {
    using _handling = handleFailpoints((name) => {
      reached.push(name);
      return promise;
    });
    const passed = failpoint("after-intent").then(() => reached.push("passed"));
    await new Promise(setImmediate);
    assert.deepEqual(reached, ["after-intent"]);
    resolve();
    await passed;
  }
  await failpoint("after-answer");
  assert.deepEqual(reached, ["after-intent", "passed"]);
});

test("failpoint kills the process when FAILPOINT names it", {
  skip: process.platform === "win32" && "Windows has no signals",
}, () => {
  const program = `
    import { failpoint } from ${JSON.stringify(import.meta.resolve("./failpoint.ts"))};
    await failpoint("before");
    console.log("passed before");
    await failpoint("here");
    console.log("passed here");`;
  const { signal, stdout } = spawnSync(
    process.execPath,
    ["--input-type=module-typescript", "--eval", program],
    { env: { FAILPOINT: "here" }, encoding: "utf8" },
  );
  assert.equal(signal, "SIGKILL");
  assert.equal(stdout, "passed before\n");
});
