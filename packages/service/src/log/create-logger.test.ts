import assert from "node:assert/strict";
import { test } from "node:test";
import { runInCallContext } from "@hipstershop/rpc";
import { defineWeb } from "../definition.ts";
import { parseSettings } from "../settings/settings.ts";
import { createLogger } from "./create-logger.ts";

async function logLines(write: (log: Awaited<ReturnType<typeof createLogger>>) => void) {
  const lines: Record<string, unknown>[] = [];
  const definition = defineWeb({ name: "frontend", create: () => () => {} });
  const { shared } = await parseSettings(definition, {});
  write(await createLogger("frontend", shared, { write: (line) => lines.push(JSON.parse(line)) }));
  return lines;
}

test("createLogger adds the request id when the code works for a request", async () => {
  const lines = await logLines((log) => {
    runInCallContext({ requestId: "r1" }, () => log.info("inside"));
    log.info("outside");
  });
  assert.deepEqual(
    lines.map(({ time: _, ...line }) => line),
    [
      { level: "info", service: "frontend", requestId: "r1", msg: "inside" },
      { level: "info", service: "frontend", msg: "outside" },
    ],
  );
});

test("createLogger writes the stack and the cause of an error, and none of its other properties", async () => {
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const err = Object.assign(new TypeError("broken", { cause }), { request: "4432801561520454" });
  const [line] = await logLines((log) => log.error({ err }, "failed"));
  assert.doesNotMatch(JSON.stringify(line), /44328015/);
  const logged = line?.err as { type: string; stack: string; cause: { code: string } };
  assert.equal(logged.type, "TypeError");
  assert.match(logged.stack, /TypeError: broken\n {4}at /);
  assert.equal(logged.cause.code, "ECONNREFUSED");
});
