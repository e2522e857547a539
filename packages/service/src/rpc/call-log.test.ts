import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { pino } from "pino";
import { createCallLog } from "./call-log.ts";

const rpc = "grpc.health.v1.Health/Check";

/** A log of calls of one RPC, each of which ends with the failure that is given, if any. */
function open(level = "info") {
  const lines: { level: number; msg: string; code?: string; err?: { message: string } }[] = [];
  const log = pino({ level }, { write: (line) => void lines.push(JSON.parse(line)) });
  const logCall = createCallLog(log);
  return {
    lines,
    told: () => lines.map((line) => [log.levels.labels[line.level], line.msg]),
    end(code?: Code, cause?: Error) {
      const failure =
        code === undefined
          ? undefined
          : new ConnectError("it failed", code, undefined, undefined, cause);
      logCall({ method: Health.method.check, requestId: "r", startMs: 0, failure });
    },
  };
}

test("a call log warns once, with the cause, while a service lacks what it needs", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const lacks = [Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted] as const;
  for (const code of [...lacks, Code.FailedPrecondition]) {
    const { end, lines, told } = open();
    for (let i = 0; i < 10; i++) end(code, new Error("the disk is full"));
    end();
    t.mock.timers.tick(60_000);
    assert.deepEqual(told(), [
      ["warn", `${rpc} fails`],
      ["info", `${rpc} works again`],
    ]);
    assert.equal(lines[0]?.code, Code[code]);
    assert.equal(lines[0]?.err?.message, "the disk is full");
  }
});

test("a call log has each fault of the service at error, and no fault of a caller", () => {
  const { end, told } = open();
  for (let i = 0; i < 2; i++) end(Code.Internal, new TypeError("a bug"));
  for (const code of [Code.InvalidArgument, Code.NotFound, Code.FailedPrecondition]) end(code);
  assert.deepEqual(told(), Array(2).fill(["error", "call failed"]));
});

test("a call log has every call at debug", () => {
  const { end, told } = open("debug");
  end();
  end(Code.NotFound);
  end(Code.Unavailable);
  end(Code.Unavailable);
  assert.deepEqual(told(), [
    ["debug", "call"],
    ["debug", "call failed"],
    ["warn", `${rpc} fails`],
    ["debug", `${rpc} fails`],
  ]);
});
