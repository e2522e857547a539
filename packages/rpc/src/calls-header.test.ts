import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallRecord } from "./call-context.ts";
import { takeCalls, writeCalls } from "./calls-header.ts";

function record(service: string, startMs: number, children?: readonly CallRecord[]): CallRecord {
  return {
    service,
    method: "Convert",
    startMs,
    durationMs: 2.5,
    attempts: 1,
    cache: "none",
    ...(children && { children }),
  };
}

test("takeCalls returns what writeCalls wrote, timed by the caller's clock, and removes it", () => {
  const header = new Headers({ "cache-control": "no-store" });
  const inner = record("productcatalogservice", 1_030);
  writeCalls(header, [record("recommendationservice", 1_020, [inner])], 1_000);
  const [taken] = takeCalls(header, 500_000) ?? [];
  const expected = record("productcatalogservice", 500_030);
  assert.deepEqual(taken, record("recommendationservice", 500_020, [expected]));
  assert.deepEqual([...header.keys()], ["cache-control"]);
});

test("writeCalls writes nothing when no call was made", () => {
  const header = new Headers();
  writeCalls(header, [], 1_000);
  assert.deepEqual([...header], []);
  assert.equal(takeCalls(header, 1_000), undefined);
});

test("writeCalls escapes what a header cannot hold", () => {
  const header = new Headers();
  writeCalls(header, [record("währung\r\n🦕\u0001", 0)], 0);
  assert.match(String(header.get("x-calls")), /^[ -~]+$/);
  assert.equal(takeCalls(header, 0)?.[0]?.service, "währung\r\n🦕\u0001");
});

test("writeCalls leaves out the last calls when the report would be too long", () => {
  const header = new Headers();
  const calls = Array.from({ length: 1_000 }, (_, i) => record(`service-${i}`, i));
  writeCalls(header, calls, 0);
  assert.ok(String(header.get("x-calls")).length <= 8_192);
  const taken = takeCalls(header, 0) ?? [];
  assert.ok(taken.length > 10);
  assert.deepEqual(taken, calls.slice(0, taken.length));
});

test("takeCalls removes a header that is not a list of calls, and returns nothing", () => {
  for (const text of ["{", "7", "null", '{"service":"x"}']) {
    assert.equal(takeCalls(new Headers({ "x-calls": text }), 0), undefined, text);
  }
});
