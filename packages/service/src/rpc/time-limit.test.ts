import assert from "node:assert/strict";
import { test } from "node:test";
import { type CallContext, runInCallContext } from "@hipstershop/rpc";
import { createTimeLimit } from "./time-limit.ts";

function startFor(caller: Omit<CallContext, "requestId">, atMostMs: number) {
  return runInCallContext({ requestId: "r", ...caller }, () => createTimeLimit({ atMostMs }));
}

test("createTimeLimit ends after its own time when nobody called", () => {
  assert.equal(createTimeLimit({ atMostMs: 60_000 }).isOver(), false);
  assert.equal(createTimeLimit({ atMostMs: 0 }).isOver(), true);
});

test("createTimeLimit ends 100 ms before the caller's deadline", () => {
  const nowMs = performance.now();
  assert.equal(startFor({ deadlineMs: nowMs + 100 }, 60_000).isOver(), true);
  assert.equal(startFor({ deadlineMs: nowMs + 60_000 }, 60_000).isOver(), false);
  assert.equal(startFor({ deadlineMs: nowMs + 60_000 }, 0).isOver(), true);
});

test("createTimeLimit ends when the caller has gone", () => {
  const caller = new AbortController();
  const limit = startFor({ signal: caller.signal }, 60_000);
  assert.equal(limit.isOver(), false);
  caller.abort();
  assert.equal(limit.isOver(), true);
});
